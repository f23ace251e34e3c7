/**
 * Records that should never have been, such as a test order or one that was imported twice, as they
 * are taken out.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import { Persons } from "../CustomerRecords.ts"
import { RecordErased, type UnknownCustomer } from "../CustomerRefusal.ts"
import * as AliasKeeping from "../identity/AliasKeeping.ts"
import * as EdgeKeeping from "../identity/EdgeKeeping.ts"
import * as IdentityKeeping from "../identity/IdentityKeeping.ts"
import { UnknownRecord } from "../resolution/IdentityRefusal.ts"
import type { CustomerChange } from "../resolution/Regrouping.ts"
import * as ConsentKeeping from "./ConsentKeeping.ts"
import * as MomentKeeping from "./MomentKeeping.ts"
import * as PersonKeeping from "./PersonKeeping.ts"

/** What came of a record that is withdrawn. */
export interface Withdrawn {
  readonly changes: ReadonlyArray<CustomerChange>
  /** The records that its customer had. */
  readonly recordIds: ReadonlyArray<string>
}

/**
 * Takes a record out as if it had never come, with its consents, its moments and the decisions
 * about it. What was told of the whole customer stays with whoever is left: a host may know them by
 * no other id. A record that was erased stays, so that its source may not fill it again.
 */
export const withdraw = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordId: string,
  actor: string,
): Effect.fn.Return<Withdrawn, UnknownRecord | RecordErased | UnknownCustomer> {
  const known = Option.getOrUndefined(yield* tx.get(Persons, recordId))
  if (known === undefined) return yield* new UnknownRecord({ recordIds: [recordId] })
  if (known.erasedAt !== undefined) return yield* new RecordErased({ recordId })
  const own = yield* PersonKeeping.recordsOf(tx, recordId)
  const others = own.filter((one) => one.recordId !== recordId).toSorted(AliasKeeping.bySeniority)
  const released = yield* EdgeKeeping.release(tx, recordId, { of: "all", actor })
  const kept = new Set(released.connect.map(({ edgeId }) => edgeId))
  yield* ConsentKeeping.rejoin(
    tx,
    released.disconnect.filter(({ edgeId }) => !kept.has(edgeId)),
  )
  yield* MomentKeeping.leave(tx, recordId, others)
  yield* ConsentKeeping.leave(tx, recordId, others)
  const changes = yield* IdentityKeeping.change(tx, { remove: [recordId], ...released })
  for (const one of own) if (one.recordId === recordId) yield* AliasKeeping.leave(tx, one, others)
  return { changes, recordIds: own.map((one) => one.recordId) }
})
