import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { Store, type StoreShape } from "entrepot/store"
import { SecondStore } from "entrepot/testing"
import { afterAll, describe } from "vitest"

import { openedTwice } from "./keepsLaws.ts"
import { keepsTransactorLaws } from "./keepsTransactorLaws.ts"

const shared = (store: StoreShape) =>
  Layer.merge(Layer.succeed(Store, store), Layer.succeed(SecondStore, store))

describe("the transactor over the store in memory", () => {
  keepsTransactorLaws(shared(Memory.make()))
})

describe("the transactor over a store that cannot revise", () => {
  keepsTransactorLaws(shared(Memory.make({ capabilities: { revise: false } })))
})

describe("the transactor over a SQLite file", () => {
  const folder = mkdtempSync(join(tmpdir(), "entrepot-transactor-"))
  const path = join(folder, "store.sqlite")
  afterAll(() => rmSync(folder, { recursive: true }))
  keepsTransactorLaws(openedTwice(Sqlite.layer({ path }), Sqlite.layer({ path })))
})
