import { entries } from "./scripts/entries.ts"

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  entryPoints: entries.map(({ source }) => source),
  tsconfig: "scripts/declarations.json",
  out: "docs/api",
  name: "entrepot",
  readme: "none",
  excludeInternal: true,
  excludeExternals: true,
  disableGit: true,
  disableSources: true,
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ["Function", "Class", "Interface", "TypeAlias", "Variable", "Enum"],
}
