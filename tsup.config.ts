import { defineConfig } from "tsup"

import { entries } from "./scripts/entries.ts"

export default defineConfig({
  entry: Object.fromEntries(
    entries.map(({ source, built }) => [built.replace(/^\.\/dist\/|\.js$/g, ""), source]),
  ),
  // Adapters import the package by its own name, so that each service exists once.
  external: [/^entrepot(\/|$)/],
  format: "esm",
  target: "node22",
  platform: "node",
  sourcemap: true,
  clean: true,
  treeshake: false,
  removeNodeProtocol: false,
})
