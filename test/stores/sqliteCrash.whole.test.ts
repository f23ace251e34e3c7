import { spawn } from "node:child_process"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Sqlite from "entrepot/adapters/stores/sqlite"

import { freshPath } from "./support/folder.ts"
import { pairs } from "./support/pairs.ts"

interface Ended {
  readonly lines: ReadonlyArray<string>
  readonly signal: NodeJS.Signals | null
}

/** Runs a script of support/ until it ends, or until it is killed behind so many lines. */
const run = (script: string, args: ReadonlyArray<string>, killAfter = Infinity) =>
  Effect.promise(
    () =>
      new Promise<Ended>((resolve) => {
        const file = fileURLToPath(new URL(`./support/${script}.ts`, import.meta.url))
        const child = spawn(process.execPath, ["--conditions=@entrepot/source", file, ...args], {
          stdio: ["ignore", "pipe", "inherit"],
        })
        let text = ""
        child.stdout.setEncoding("utf8").on("data", (more: string) => {
          text += more
          // Not at once, because a commit was just answered: somewhere in one of the next.
          if (text.split("\n").length > killAfter)
            setTimeout(() => child.kill("SIGKILL"), Math.random() * 20)
        })
        child.on("close", (_code, signal) =>
          resolve({ lines: text.split("\n").slice(0, -1), signal }),
        )
      }),
  )

const count = (body = `{"count":0}`): number => JSON.parse(body)["count"]

/** The counts on the left, on the right, in the index and in the journal; no two may differ. */
const countsIn = (path: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const store = yield* Sqlite.make({ path })
      const keys = pairs.flatMap(({ left, right }) => [left, right])
      const found = yield* store.read(
        "default",
        keys.map((id) => ({ collection: "pair", id })),
      )
      const range = { collection: "pair", index: "byCount", limit: 1000 }
      const { items } = yield* store.query("default", range)
      const { entries } = yield* store.journal("default", { limit: 100_000 })
      return new Set([
        ...found.map(({ record }) => count(record?.body)),
        ...(items.length === 0 ? [0] : items.map(({ at }) => Number(at))),
        count(entries.at(-1)?.body),
      ])
    }),
  )

describe("a SQLite store whose process is killed", () => {
  const rounds = { concurrency: 2, discard: true }

  it.live(
    "holds all or nothing of a commit, and all that it answered for",
    () =>
      Effect.forEach(
        [1, 5, 20, 40],
        Effect.fnUntraced(function* (killAfter) {
          const path = yield* freshPath
          const { lines, signal } = yield* run("sqliteWriter", [path, "whole"], killAfter)
          assert.strictEqual(signal, "SIGKILL")
          const counts = yield* countsIn(path)
          assert.strictEqual(counts.size, 1, `torn: ${[...counts].join()}`)
          assert.isAtLeast(Math.max(...counts), Number(lines.at(-1)))
        }),
        rounds,
      ),
    60_000,
  )

  it.live(
    "holds nothing of a commit that was cut between two statements",
    () =>
      Effect.forEach(
        ["1", "75", "175"],
        Effect.fnUntraced(function* (dieAt) {
          const path = yield* freshPath
          const { lines, signal } = yield* run("sqliteWriter", [path, "whole", dieAt])
          assert.strictEqual(signal, "SIGKILL")
          assert.deepStrictEqual([...(yield* countsIn(path))], [lines.length])
        }),
        rounds,
      ),
    60_000,
  )

  it.live(
    "would be seen to be torn, if its commits were not whole",
    () =>
      Effect.gen(function* () {
        const path = yield* freshPath
        yield* run("sqliteWriter", [path, "torn", "75"])
        assert.isAbove((yield* countsIn(path)).size, 1)
      }),
    60_000,
  )
})

describe("the tables of a SQLite store", () => {
  it.live(
    "are made once by processes that open a new file at the same time",
    () =>
      Effect.gen(function* () {
        const path = yield* freshPath
        const at = `${Date.now() + 1500}`
        const openings = Array.from({ length: 3 }, () => run("sqliteOpener", [path, at]))
        const ended = yield* Effect.all(openings, { concurrency: "unbounded" })
        const epochs = ended.flatMap(({ lines }) => lines)
        assert.lengthOf(epochs, 3)
        assert.strictEqual(new Set(epochs).size, 1)
        const database = new DatabaseSync(path)
        const rows = database.prepare("SELECT number FROM entrepot_migration").all()
        assert.deepStrictEqual(
          rows.map((row) => row["number"]),
          [1],
        )
        database.close()
      }),
    60_000,
  )
})
