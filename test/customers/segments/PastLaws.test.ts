import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { CustomerRecords, SegmentRecords, Segments, Settings, Tenure } from "entrepot/customers"
import { Journal, Records, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../../kernel/law.ts"
import { miswriting } from "../../stock/support/brokenStores.ts"
import { quarter } from "./support/histories.ts"
import * as Past from "./support/past.ts"

const { records, segment } = Past

/** Whether a customer is of the segment, as it was recorded. */
const isMember = (id: string) =>
  Effect.map(
    Segments.use((kept) => kept.of(id)),
    (memberships) => memberships.length > 0,
  )

/** Whether a customer was of it, told anew. */
const wasMember = (customerId: string, at: number) =>
  Effect.map(
    Segments.use((kept) => kept.at({ customerId, segment, at })),
    Option.exists(({ member }) => member),
  )

interface Seen {
  readonly at: number
  readonly id: string
  readonly member: boolean
}

/** Plays a history, and answers when, and what each look recorded of those who were looked at. */
const lookedAt = Effect.fnUntraced(function* (history: ReadonlyArray<Past.Step>) {
  const seen: Array<Seen> = []
  const instants: Array<number> = []
  for (const [i, { later, step }] of history.entries()) {
    yield* TestClock.adjust(later)
    const at = yield* Clock.currentTimeMillis
    instants.push(at)
    yield* Past.play(step, at, `${i}`)
    const looked =
      step._tag === "RefreshAll" ? records : step._tag === "Refresh" ? [step.record] : []
    for (const id of looked) seen.push({ at, id, member: yield* isMember(id) })
  }
  return { seen, instants }
})

/** How a customer moved in and out of it, as the journal of segments tells. */
const movesTold = Effect.fnUntraced(function* (customer: string) {
  const { all } = yield* Journal
  const moves: Array<{ readonly at: number; readonly member: boolean }> = []
  for (const { fact } of yield* Stream.runCollect(all(SegmentRecords.SegmentHistory)))
    if (fact._tag !== "Defined" && fact.customerId === customer)
      moves.push({ at: fact.at, member: fact._tag === "Entered" })
  return moves
})

const whoHad = (recordId: string) =>
  Effect.map(
    Records.use((all) => all.get(CustomerRecords.Identities, recordId)),
    (found) => (at: number) =>
      Tenure.at(Option.match(found, { onNone: () => [], onSome: (one) => one.tenures }), at),
  )

/**
 * Long after, `at` tells what each look recorded; and the journal tells the same of each instant at which
 * something happened, and about each move.
 */
const recomputesWhatWasRecorded = (
  makeStore: () => StoreShape,
  asked = Past.ofAnything,
  settings: Effect.Effect<Settings.Settings> = Effect.succeed(Past.settings),
  histories = Past.histories(asked),
) =>
  fc.asyncProperty(histories, (history) =>
    Effect.gen(function* () {
      const { seen, instants } = yield* lookedAt(history)
      yield* TestClock.adjust(quarter)
      yield* Segments.use((kept) => kept.refreshAll())
      for (const { at, id, member } of seen)
        assert.strictEqual(member, yield* wasMember(id, at), `${id} at ${at / quarter}`)
      for (const id of records) {
        const holder = yield* whoHad(id)
        const moves = yield* movesTold(id)
        const about = moves.flatMap(({ at }) => [at - 1, at])
        for (const at of new Set([...instants, ...about]))
          assert.strictEqual(
            moves.findLast((move) => move.at <= at)?.member ?? false,
            holder(at) === id && (yield* wasMember(id, at)),
            `${id} as the journal tells, at ${at / quarter}`,
          )
      }
    }).pipe(
      Effect.provide(Past.roomsOver(makeStore(), settings)),
      Effect.provide(TestClock.layer()),
      Effect.runPromise,
    ),
  )

// --- mutants -------------------------------------------------------------------------------------

/** Whatever the desk recorded was known then, though nobody followed its journal yet. */
const heardByTheDesk = miswriting(CustomerRecords.TradeEvents, (json) => {
  const { event } = json as { readonly event: { readonly recordedAt: number } }
  return { ...json, heardAt: event.recordedAt }
})
/** Notes were known from ever. */
const notesFromEver = miswriting(CustomerRecords.TradeEvents, (json) => {
  const { event } = json as { readonly event: { readonly _tag: string } }
  return event._tag === "Credited" ? { ...json, heardAt: 0 } : json
})
/** Whatever somebody says that they had said was known when they said it. */
const heardWhenSaid = miswriting(CustomerRecords.Consents, (json) => {
  const { statement } = json as { readonly statement: { readonly at: number } }
  return { ...json, recordedAt: statement.at }
})
/** Whose records are now they were always. */
const ownedForEver = miswriting(CustomerRecords.Identities, (json) => {
  const { customer, tenures } = json as { customer: string; tenures: ReadonlyArray<Tenure.Tenure> }
  return { ...json, tenures: tenures.slice(0, 1).map(({ from }) => ({ customer, from })) }
})
/** Whose order it is now, they were always known to be. */
const ofOrderForEver = miswriting(CustomerRecords.Identities, (json) => {
  const { order } = json as { order?: object }
  return order === undefined ? json : { ...json, order: { ...order, heardAt: 0 } }
})
/** The setting of today is that of all times. */
const ofToday = Effect.map(Clock.currentTimeMillis, (now) =>
  Settings.always(Settings.at(Past.settings, now) ?? { currency: "EUR" }),
)

describe("the past of segments", { timeout: 60_000 }, () => {
  it("is told anew as it was recorded, whatever happened since", () =>
    holdsIn(20)(recomputesWhatWasRecorded(Memory.make)))

  it("knows when facts were heard", async () => {
    await killsAsync(recomputesWhatWasRecorded(heardByTheDesk, Past.ofOrders))
    await killsAsync(recomputesWhatWasRecorded(heardWhenSaid, Past.ofConsents))
    const late = [Past.ofNotes, Effect.succeed(Past.settings), Past.noteToldLate] as const
    await holdsIn(10)(recomputesWhatWasRecorded(Memory.make, ...late))
    await killsAsync(recomputesWhatWasRecorded(notesFromEver, ...late))
  })

  it("knows whose records were whose, and of which order", async () => {
    await killsAsync(recomputesWhatWasRecorded(ownedForEver, Past.ofOrders))
    const late = [Past.ofOrders, Effect.succeed(Past.settings), Past.orderToldLate] as const
    await holdsIn(5)(recomputesWhatWasRecorded(Memory.make, ...late))
    await killsAsync(recomputesWhatWasRecorded(ofOrderForEver, ...late))
    const shared = [Past.ofOrders, Effect.succeed(Past.settings), Past.orderOfTwo] as const
    await holdsIn(10)(recomputesWhatWasRecorded(Memory.make, ...shared))
    await killsAsync(recomputesWhatWasRecorded(ofOrderForEver, ...shared))
  })

  it("knows by what facts were read", () =>
    killsAsync(recomputesWhatWasRecorded(Memory.make, Past.ofNews, ofToday)))
})
