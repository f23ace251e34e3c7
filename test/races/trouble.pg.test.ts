import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"

import {
  connected,
  fork,
  freshSchema,
  opened,
  query,
  sql,
  terminate,
  url,
} from "../stores/support/postgres.ts"
import { proxied } from "../stores/support/postgresProxy.ts"
import { survives } from "./support/trouble.ts"

describe("a ledger in PostgreSQL survives", () => {
  it.live("a connection that is ended in the midst of a commit", () =>
    Effect.gen(function* () {
      const { store, quoted, waiting } = yield* opened()
      const rival = yield* connected
      yield* survives(store, {
        // The commit has begun, and waits for the shelf.
        begin: Effect.andThen(
          query(rival, `BEGIN; SELECT FROM ${quoted}.record FOR UPDATE`),
          fork(Effect.flatMap(waiting, terminate)),
        ),
        end: Effect.as(query(rival, "ROLLBACK"), store),
        error: { reason: "gone", outcome: "nothing" },
        tookEffect: false,
      })
    }),
  )

  for (const cut of ["before COMMIT", "before its answer"] as const)
    it.live(`a connection that is lost ${cut}`, () =>
      Effect.gen(function* () {
        const schema = yield* freshSchema
        const proxy = yield* proxied(url)
        const store = yield* Postgres.make({ url: proxy.url, schema })
        yield* survives(store, {
          begin: Effect.sync(() => proxy.cutNext(cut)),
          end: Effect.sync(() => {
            proxy.cutNext(undefined)
            return store
          }),
          error: { reason: "gone", outcome: "unknown" },
          tookEffect: cut === "before its answer",
        })
      }),
    )

  it.live("a full disk", () =>
    Effect.gen(function* () {
      const { store, quoted } = yield* opened()
      yield* survives(store, {
        begin: sql(`CREATE FUNCTION ${quoted}.refuse() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN RAISE EXCEPTION ''no space left'' USING ERRCODE = ''53100''; END';
          CREATE TRIGGER refuse BEFORE INSERT ON ${quoted}.journal_entry
            FOR EACH ROW EXECUTE FUNCTION ${quoted}.refuse()`),
        end: Effect.as(sql(`DROP TRIGGER refuse ON ${quoted}.journal_entry`), store),
        error: { reason: "full", outcome: "nothing" },
        tookEffect: false,
      })
    }),
  )
})
