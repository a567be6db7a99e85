import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  dynamicImports?: string[];
}

/** Return every file the person's page can ask for, each once, the staff page's own left out. */
function shellFiles(): string[] {
  const manifest: Record<string, Chunk> = JSON.parse(
    readFileSync("dist/.vite/manifest.json", "utf8"),
  );
  const files = new Set<string>();
  const visit = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || files.has(`/${chunk.file}`)) return;
    files.add(`/${chunk.file}`);
    for (const sheet of chunk.css ?? []) files.add(`/${sheet}`);
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next);
  };
  visit("index.html");
  return [...files].sort();
}

/** Return a name for the shell that changes when any byte of it does. */
function shellVersion(files: string[]): string {
  const hash = createHash("sha256");
  hash.update(readFileSync("dist/index.html"));
  hash.update(readFileSync("dist/manifest.webmanifest"));
  hash.update(files.join("\n"));
  return hash.digest("hex").slice(0, 12);
}

export default defineConfig(() => {
  const files = shellFiles();
  return {
    publicDir: false as const,
    define: {
      __SHELL_FILES__: JSON.stringify([
        "/index.html",
        "/manifest.webmanifest",
        "/icons/tideover.svg",
        "/icons/tideover-192.png",
        ...files,
      ]),
      __SHELL_VERSION__: JSON.stringify(shellVersion(files)),
    },
    build: {
      target: "es2022",
      emptyOutDir: false,
      rolldownOptions: {
        input: { sw: "src/sw/index.ts" },
        output: { format: "iife" as const, entryFileNames: "sw.js" },
      },
    },
  };
});
