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
  // The table of codes is data; its keys are the type.
  intentionallyNotExported: ["src/kernel/Currency.ts:table"],
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ["Function", "Class", "Interface", "TypeAlias", "Variable", "Enum"],
}
