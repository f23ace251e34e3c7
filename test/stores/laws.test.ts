import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { Store, type StoreShape } from "entrepot/store"
import { SecondStore } from "entrepot/testing"
import { afterAll, describe } from "vitest"

import { keepsLaws, openedTwice } from "./keepsLaws.ts"

const shared = (store: StoreShape) =>
  Layer.merge(Layer.succeed(Store, store), Layer.succeed(SecondStore, store))

describe("the store in memory", () => {
  keepsLaws(shared(Memory.make()))
})

describe("the store in memory that cannot revise", () => {
  keepsLaws(shared(Memory.make({ capabilities: { revise: false } })))
})

describe("the store in a SQLite file", () => {
  const folder = mkdtempSync(join(tmpdir(), "entrepot-laws-"))
  const path = join(folder, "store.sqlite")
  afterAll(() => rmSync(folder, { recursive: true }))
  keepsLaws(openedTwice(Sqlite.layer({ path }), Sqlite.layer({ path })))
})
