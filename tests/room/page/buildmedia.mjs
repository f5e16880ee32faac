// Bundles the page of the media test: node buildmedia.mjs <out file>. Run where node_modules is.
import { build } from "esbuild";

await build({
  entryPoints: ["mediatest/media.ts"],
  outfile: process.argv[2],
  bundle: true,
  minify: true,
  legalComments: "none",
  target: "chrome102",
  format: "iife",
  charset: "utf8",
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  logLevel: "warning",
});
