// Bundles the room page and the guest page: node build.mjs <out folder>. Run where node_modules is.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

const kBudgetBytes = 800 * 1024;
const out = process.argv[2] ?? "out";

const kSandboxConnect = "'self' ws://127.0.0.1:* http://127.0.0.1:*";
const kProviderConnect = "'self' https://*.100ms.live wss://*.100ms.live";

async function writeGuestPage(name, connect, mode) {
  const page = await readFile("page/guest.html", "utf8");
  await writeFile(join(out, name), page.replaceAll("@CONNECT@", connect).replaceAll("@MODE@", mode));
}

await mkdir(out, { recursive: true });
await build({
  entryPoints: { room: "src/roompage.ts", guest: "src/guestpage.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  legalComments: "none",
  target: "chrome102",
  format: "iife",
  charset: "utf8",
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  logLevel: "warning",
});
for (const bundle of ["room.js", "guest.js"]) {
  const { size } = await stat(join(out, bundle));
  if (size > kBudgetBytes) {
    console.error(`${bundle} has ${size} bytes; the budget is ${kBudgetBytes}`);
    process.exit(1);
  }
}
await copyFile("page/room.html", join(out, "room.html"));
await copyFile("page/room.css", join(out, "room.css"));
await writeGuestPage("guest.html", kProviderConnect, "service");
await writeGuestPage("guest-sandbox.html", kSandboxConnect, "sandbox");
