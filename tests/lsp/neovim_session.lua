local function fail(why) io.stderr:write(why .. "\n") vim.cmd("cquit 1") end
local file = vim.env.KERASCOPE_FILE
vim.cmd("luafile " .. vim.env.KERASCOPE_SNIPPET)
vim.cmd("edit " .. vim.fn.fnameescape(file))
vim.bo.filetype = "python"
local function found() return vim.diagnostic.get(0) end
if not vim.wait(30000, function() return #found() > 0 end, 20) then fail("no diagnostics") end
local first = found()[1]
io.stdout:write(first.code, " ", first.message, "\n")
vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
vim.ui.select = function(items, _, choose) choose(items[1]) end
vim.lsp.buf.code_action()
if not vim.wait(30000, function() return vim.bo.modified end, 20) then fail("no edit") end
if not vim.wait(30000, function() return #found() == 0 end, 20) then fail("not cleared") end
vim.cmd("write")
vim.lsp.stop_client(vim.lsp.get_active_clients())
vim.cmd("qall!")
