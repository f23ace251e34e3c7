/**
 * The import table as a lint rule: who may import whom, and where time and chance come from.
 *
 * A file belongs to the first row whose `files` match it. Imports of this project are compared as
 * paths from its root, all others as written.
 */
import { matchesGlob, posix, relative, sep } from "node:path"

/** As much of a syntax node as the rules look at. */
interface Node {
  readonly type: string
  readonly source?: Node | null
  readonly value?: unknown
  readonly name?: string
  readonly importKind?: string
  readonly exportKind?: string
  readonly specifiers?: ReadonlyArray<Specifier>
}
interface Specifier extends Node {
  readonly imported?: Node
  readonly local: Node
}
interface Construction extends Node {
  readonly callee: Node
  readonly arguments: ReadonlyArray<Node>
}

interface Context {
  readonly cwd: string
  readonly filename: string
  readonly report: (diagnostic: { readonly node: Node; readonly message: string }) => void
}

/** Domain files that run decisions inside transactions; every other one is pure. */
const services = [
  "src/*/**/*Keeping.ts",
  "src/*/**/*Posting.ts",
  "src/stock/StockAdvice.ts",
  "src/stock/StockAudit.ts",
  "src/stock/StockLedger.ts",
  "src/stock/*/{Serials,Lots,Kits,Promises,Transfers,Counts,Exposures,Costs,Cards}.ts",
  "src/couriers/{ChannelCourier,CheckedCourier,LabelDesk}.ts",
  "src/couriers/labels/{LabelErrands,LabelRound}.ts",
  "src/customers/{Customers,Identifying,Profiles,Upkeep}.ts",
  "src/customers/segments/Segments.ts",
  "src/orders/OrderDesk.ts",
  "src/orders/*/{Listings,Rehearsal,Reviews}.ts",
  "src/orders/OrderIngest.ts",
  "src/fulfilment/Fulfilment.ts",
  "src/fulfilment/*/{Consignments,WaveFloor,PackingTable}.ts",
  "src/orders/OrderPages.ts",
  "src/routing/{carriage/CarriageAsking,RouteAttempt,Router}.ts",
]

/** How a room keeps its state: collections and streams, declared and not yet used. */
const records = ["src/*/**/*Records.ts"]

const ports = ["src/store/Store.ts", "src/channels/Channel.ts", "src/couriers/Courier.ts"]

/** The entries that gather all rooms: nobody below them may import them. */
const faces = ["src/index.ts", "src/promise.ts", "src/testing/**"]

const arithmetic = ["decimal.js", "date-fns", "date-fns/**", "@date-fns/utc"]

const drivers: Record<string, ReadonlyArray<string>> = {
  "adapters/stores/postgres": ["pg"],
  "adapters/channels/csv": ["csv-parse", "csv-parse/**"],
}

/** The one pure data library of a room; a decision record says why. */
const libraries: Record<string, ReadonlyArray<string>> = {
  "src/customers": ["libphonenumber-js", "libphonenumber-js/**"],
}

/** The half of effect that holds values and runs nothing. */
const data = `
  Array BigInt Boolean Brand Chunk Data DateTime Duration Equal Equivalence Function Hash HashMap
  HashSet Iterable Match Number Option Order Ordering Pipeable Predicate Record Result Schema
  SchemaGetter SchemaIssue SchemaTransformation String Struct Tuple Types
  absurd flow identity pipe
`.split(/\s+/)

interface Row {
  readonly name: string
  readonly files: ReadonlyArray<string>
  /** `{room}` and `{adapter}` stand for the folder of the file's own room or adapter. */
  readonly may: ReadonlyArray<string>
  readonly never?: ReadonlyArray<string>
  /** The names it may take from effect, or all; after `type ` as types only. */
  readonly effect: ReadonlyArray<string> | "all"
}

const table: ReadonlyArray<Row> = [
  {
    name: "kernel",
    files: ["src/kernel/**"],
    may: ["src/kernel/**", ...arithmetic, "safe-stable-stringify", "@noble/hashes/**"],
    effect: data,
  },
  {
    name: "a port",
    files: ports,
    may: ["src/kernel/**", "{room}/**"],
    never: services,
    effect: [...data, "Context", "type Effect", "type Stream"],
  },
  {
    name: "store",
    files: ["src/store/**"],
    may: [
      "src/kernel/**",
      "src/store/**",
      ...arithmetic,
      "safe-stable-stringify",
      "@noble/hashes/**",
    ],
    effect: "all",
  },
  { name: "a face", files: faces, may: ["src/**", ...arithmetic], effect: "all" },
  { name: "a room's index", files: ["src/*/index.ts"], may: ["{room}/**"], effect: [] },
  {
    name: "a service",
    files: services,
    may: ["src/**", ...arithmetic],
    never: faces,
    effect: "all",
  },
  {
    name: "a room's records",
    files: records,
    may: [
      "src/kernel/**",
      "src/!(store)/**/!(*Records).ts",
      "{room}/**",
      "src/store/{Collection,JournalStream,Key}.ts",
    ],
    never: [...services, ...faces, "src/!(kernel)/index.ts"],
    effect: data,
  },
  {
    name: "a domain module",
    files: ["src/**"],
    may: ["src/kernel/**", "src/*/**", "{room}/**", ...arithmetic],
    // An index brings the service of its room along, so neighbours are imported file by file.
    never: [...services, ...records, ...faces, "src/store/**", "src/!(kernel)/index.ts"],
    effect: data,
  },
  {
    name: "an adapter",
    files: ["adapters/**"],
    may: ["entrepot", "entrepot/**", "{adapter}.ts", "{adapter}/**", "node:*"],
    never: ["entrepot/adapters/**"],
    effect: "all",
  },
  {
    name: "code outside the package",
    files: ["{docs,examples,scripts,test}/**", "*.ts"],
    may: ["**"],
    never: ["src/**", "adapters/**"],
    effect: "all",
  },
]

const toPosix = (path: string): string => path.split(sep).join("/")
const matches = (path: string, globs: ReadonlyArray<string> = []): boolean =>
  globs.some((glob) => matchesGlob(path, glob))

/** The adapter that a file is part of: `adapters/stores/sqlite`, whether file or folder. */
const adapterOf = (file: string): string =>
  file.split("/").slice(0, 3).join("/").replace(/\.ts$/, "")

/** The names that a statement takes, those taken as types only with `type ` before them. */
const namesOf = ({ specifiers, importKind, exportKind }: Node): ReadonlyArray<string> =>
  specifiers?.map((taken) => {
    const kinds = [importKind, exportKind, taken.importKind, taken.exportKind]
    const { name, value } = taken.imported ?? taken.local
    if (taken.type !== "ImportSpecifier" && taken.type !== "ExportSpecifier") return "*"
    return `${kinds.includes("type") ? "type " : ""}${name ?? String(value)}`
  }) ?? ["*"]

/** Says what a file may not import in a statement, or nothing. */
const refused = (file: string, node: Node, specifier: string): string | undefined => {
  const row = table.find(({ files }) => matches(file, files))
  if (row === undefined) return undefined
  const verdict = (what: string): string => `${row.name} may not import ${what}`
  if (specifier === "effect" || specifier.startsWith("effect/")) {
    const { effect } = row
    if (effect === "all") return undefined
    const taken = specifier === "effect" ? namesOf(node) : [specifier.slice("effect/".length)]
    const odd = taken.filter(
      (name) => !effect.includes(name) && !effect.includes(name.replace(/^type /, "")),
    )
    return odd.length === 0 ? undefined : verdict(`${odd.join(", ")} from effect`)
  }
  const target = specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier
  const own = { room: file.split("/").slice(0, 2).join("/"), adapter: adapterOf(file) }
  const may = row.may
    .map((glob) => glob.replace("{room}", own.room).replace("{adapter}", own.adapter))
    .concat(drivers[own.adapter] ?? [], libraries[own.room] ?? [])
  return matches(target, may) && !matches(target, row.never) ? undefined : verdict(`"${target}"`)
}

const imports = {
  create(context: Context) {
    const file = toPosix(relative(context.cwd, context.filename))
    const check = (node: Node): void => {
      const { source } = node
      if (typeof source?.value !== "string") return
      const message = refused(file, node, source.value)
      if (message !== undefined) context.report({ node: source, message })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    }
  },
}

/** `new Date()` reads the clock; `new Date(instant)` does not. */
const ambientDate = {
  create(context: Context) {
    return {
      NewExpression(node: Construction) {
        if (node.callee.name === "Date" && node.arguments.length === 0)
          context.report({ node, message: "instants come from Effect's Clock" })
      },
    }
  },
}

export default { meta: { name: "house" }, rules: { imports, "ambient-date": ambientDate } }
