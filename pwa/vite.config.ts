import { defineConfig } from "vite";

const backend = process.env.TIDEOVER_ORIGIN ?? "http://localhost:8000";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: "index.html", lender: "lender.html" } },
  },
  server: { proxy: { "/api": backend } },
});
