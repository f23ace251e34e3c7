/**
 * The four operations over a database.
 *
 * @module
 */
import type { StoreShape } from "entrepot/store"

import { commitNow } from "./commit.ts"
import { journalPage } from "./journal.ts"
import { queryPage, readRecords } from "./pages.ts"
import type { Database } from "./statements.ts"

/** A store over a database that is open. */
export const storeOver = (database: Database): StoreShape => ({
  capabilities: database.capabilities,
  epoch: database.epoch,
  read: (namespace, keys) => readRecords(database, namespace, keys),
  commit: (namespace, commit, revise) => commitNow(database, namespace, commit, revise),
  query: (namespace, range) => queryPage(database, namespace, range),
  journal: (namespace, range) => journalPage(database, namespace, range),
})
