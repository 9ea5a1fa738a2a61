import { build } from "esbuild";

const shared = { bundle: true, minify: true, logLevel: "warning" };

await build({
  ...shared,
  entryPoints: ["src/extension.ts"],
  platform: "node",
  target: ["node20"],
  format: "cjs",
  external: ["vscode"],
  outfile: "dist/extension.cjs",
});
await build({
  ...shared,
  entryPoints: ["src/report/page.ts"],
  target: ["es2022"],
  format: "iife",
  outfile: "dist/page.js",
});
