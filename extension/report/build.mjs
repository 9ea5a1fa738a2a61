import { build } from "esbuild";

const shared = {
  bundle: true,
  minify: true,
  target: ["es2022"],
  loader: { ".css": "text" },
  logLevel: "warning",
};
const assets = "../../server/kerascope/probe/report/assets";

await build({
  ...shared,
  entryPoints: ["src/index.ts"],
  format: "esm",
  sourcemap: true,
  outfile: "dist/report.mjs",
});
await build({
  ...shared,
  entryPoints: ["src/page.ts"],
  format: "iife",
  outfile: `${assets}/report.js`,
});
await build({
  ...shared,
  loader: {},
  entryPoints: ["src/page.css"],
  outfile: `${assets}/report.css`,
});
