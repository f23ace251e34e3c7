import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

import { assert, beforeAll, describe, it } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** Lines that a file may not contain, and lines that it may. */
const rows: ReadonlyArray<{
  readonly file: string
  readonly refused: ReadonlyArray<string>
  readonly allowed: ReadonlyArray<string>
}> = [
  {
    file: "src/kernel/Money.ts",
    refused: [
      `import { Effect } from "effect"`,
      `import type { Layer } from "effect"`,
      `import * as effect from "effect"`,
      `import { now } from "effect/Clock"`,
      `export { Random } from "effect"`,
      `export const fs = await import("node:fs")`,
      `import fs from "node:fs"`,
      `import pg from "pg"`,
      `import { Key } from "../store/Key.ts"`,
      `export type Store = import("../store/Store.ts").Store`,
      `import { Amount } from "entrepot/kernel"`,
      `export const now = Date.now()`,
      `export const today = new Date()`,
      `export const chance = Math.random()`,
      `export const env = process.env`,
    ],
    allowed: [
      `import { Option, Result, Schema } from "effect"`,
      `import { Decimal } from "decimal.js"`,
      `import { addDays } from "date-fns"`,
      `import * as Currency from "./Currency.ts"`,
      `export const epoch = new Date(0)`,
    ],
  },
  {
    file: "src/stock/Shelf.ts",
    refused: [
      `import { Effect } from "effect"`,
      `import { Stock } from "../index.ts"`,
      `import { OrderDesk } from "../orders/index.ts"`,
      `import { ingest } from "../orders/OrderDesk.ts"`,
      `import { Store } from "../store/Store.ts"`,
      `import { StockLedger } from "./StockLedger.ts"`,
      `import { holds } from "./StockRecords.ts"`,
      `import { memory } from "../../adapters/stores/memory.ts"`,
      `import fs from "node:fs"`,
    ],
    allowed: [
      `import { HashMap, Schema } from "effect"`,
      `import { Quantity } from "../kernel/index.ts"`,
      `import type { Order } from "../orders/Order.ts"`,
      `import { Hold } from "./Hold.ts"`,
    ],
  },
  {
    file: "src/store/Store.ts",
    refused: [
      `import { Effect } from "effect"`,
      `import { Layer } from "effect"`,
      `import { Channel } from "../channels/Channel.ts"`,
      `import { StockLedger } from "../stock/StockLedger.ts"`,
      `import fs from "node:fs"`,
    ],
    allowed: [
      `import { Context, type Effect as Program } from "effect"`,
      `import type { Stream } from "effect"`,
      `import { Reason } from "../kernel/index.ts"`,
      `import type { Key } from "./Key.ts"`,
    ],
  },
  {
    file: "src/channels/Channel.ts",
    refused: [`import { Store } from "../store/Store.ts"`, `import { Stream } from "effect"`],
    allowed: [`import { Context, Schema, type Effect } from "effect"`],
  },
  {
    file: "src/store/Transactor.ts",
    refused: [
      `import fs from "node:fs"`,
      `import { layer } from "../../adapters/stores/memory.ts"`,
      `import { StockLedger } from "../stock/StockLedger.ts"`,
    ],
    allowed: [
      `import { Effect, Layer } from "effect"`,
      `import stringify from "safe-stable-stringify"`,
      `import { Store } from "./Store.ts"`,
    ],
  },
  {
    file: "src/stock/StockLedger.ts",
    refused: [
      `import fs from "node:fs"`,
      `import { layer } from "../../adapters/stores/memory.ts"`,
      `import { memory } from "entrepot/adapters/stores/memory"`,
      `import { make } from "../promise.ts"`,
      `import { laws } from "../testing/index.ts"`,
    ],
    allowed: [
      `import { Effect, Layer } from "effect"`,
      `import { Store } from "../store/index.ts"`,
      `import { Hold } from "./Hold.ts"`,
    ],
  },
  {
    file: "src/stock/StockRecords.ts",
    refused: [
      `import { Effect } from "effect"`,
      `import { transact } from "../store/Transactor.ts"`,
      `import { OrderRecords } from "../orders/OrderRecords.ts"`,
    ],
    allowed: [
      `import { Schema } from "effect"`,
      `import * as Collection from "../store/Collection.ts"`,
      `import { Hold } from "./Hold.ts"`,
    ],
  },
  {
    file: "src/testing/laws.ts",
    refused: [
      `import { it } from "vitest"`,
      `import { layer } from "../../adapters/stores/memory.ts"`,
      `import fs from "node:fs"`,
    ],
    allowed: [`import { Effect } from "effect"`, `import { Store } from "../store/index.ts"`],
  },
  {
    file: "src/orders/index.ts",
    refused: [`export * from "../stock/Shelf.ts"`],
    allowed: [`export * from "./OrderDesk.ts"`],
  },
  {
    file: "adapters/stores/sqlite.ts",
    refused: [
      `import { Store } from "../../src/store/index.ts"`,
      `import { layer } from "./memory.ts"`,
      `import { memory } from "entrepot/adapters/stores/memory"`,
      `import pg from "pg"`,
    ],
    allowed: [
      `import { Journal } from "entrepot/store"`,
      `import { DatabaseSync } from "node:sqlite"`,
      `import { Effect, Layer } from "effect"`,
      `import { schema } from "./sqlite/schema.ts"`,
    ],
  },
  {
    file: "adapters/channels/csv/index.ts",
    refused: [`import pg from "pg"`],
    allowed: [`import { parse } from "csv-parse"`, `import { columns } from "./columns.ts"`],
  },
  {
    file: "examples/main-job/main.ts",
    refused: [
      `import { Store } from "../../src/store/index.ts"`,
      `import { layer } from "../../adapters/stores/memory.ts"`,
    ],
    allowed: [
      `import { Journal } from "entrepot/store"`,
      `import { memory } from "entrepot/adapters/stores/memory"`,
      `import { year } from "./year.ts"`,
    ],
  },
  {
    file: "test/stock/Shelf.test.ts",
    refused: [`import { Shelf } from "../../src/stock/Shelf.ts"`],
    allowed: [`import { law } from "../kernel/law.ts"`, `import fs from "node:fs"`],
  },
]

interface Diagnostic {
  readonly code: string
  readonly filename: string
  readonly labels: ReadonlyArray<{ readonly span: { readonly line: number } }>
}

const houseRules = /^(house\(|eslint\(no-restricted-|import\(no-cycle\))/

/** Runs the project's lint, rules and all, in a folder that is laid out like the project. */
const lint = (files: ReadonlyMap<string, string>): ReadonlyArray<Diagnostic> => {
  const folder = mkdtempSync(join(tmpdir(), "entrepot-house-"))
  try {
    for (const file of [".oxlintrc.json", "package.json", "scripts/house.ts"])
      cpSync(join(root, file), join(folder, file))
    for (const [file, content] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), content)
    }
    const oxlint = join(root, "node_modules/oxlint/bin/oxlint")
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [oxlint, "--format=json", "src", "adapters", "examples", "test"],
      { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 },
    )
    if (!stdout.startsWith("{")) throw new Error(stdout + stderr)
    const { diagnostics }: { diagnostics: ReadonlyArray<Diagnostic> } = JSON.parse(stdout)
    return diagnostics
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const cycle = ["src/rules/Rule.ts", "src/rules/Price.ts"] as const

describe("the import table", () => {
  let diagnostics: ReadonlyArray<Diagnostic> = []

  beforeAll(() => {
    const files = rows.map(({ file, refused, allowed }) => {
      return [file, [...refused, ...allowed].join("\n")] as const
    })
    diagnostics = lint(
      new Map([
        ...files,
        [cycle[0], `import { price } from "./Price.ts"\nexport const rule = () => price`],
        [cycle[1], `import { rule } from "./Rule.ts"\nexport const price = () => rule`],
      ]),
    ).filter(({ code }) => houseRules.test(code))
  }, 30_000)

  it.each(rows)("holds in $file", ({ file, refused, allowed }) => {
    const lines = diagnostics
      .filter(({ filename }) => filename === file)
      .map(({ labels }) => labels[0]?.span.line ?? 0)
    const broken = [...refused, ...allowed].filter((_, index) => lines.includes(index + 1))
    assert.deepStrictEqual(broken, refused)
  })

  it("refuses a cycle", () => {
    const files = diagnostics
      .filter(({ code }) => code === "import(no-cycle)")
      .map(({ filename }) => filename)
    assert.includeMembers(files, [...cycle])
  })
})
