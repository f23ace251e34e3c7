import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Effect } from "effect"

/** The path of a database file that does not exist yet, in a folder that goes with the scope. */
export const freshPath = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "entrepot-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true })),
).pipe(Effect.map((folder) => join(folder, "store.db")))
