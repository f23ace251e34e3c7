/**
 * A round over all labels with something left to do.
 *
 * @module
 */
import { Clock, Effect, Stream } from "effect"

import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { CourierError } from "../CourierError.ts"
import type * as Label from "./Label.ts"
import { Labels } from "./LabelRecords.ts"
import type { LabelRefusal, UnknownCourier } from "./LabelRefusal.ts"

/** What came of a round. */
export interface Round {
  /** Labels with nothing left to do: they are bought, refused, or given back. */
  readonly done: number
  /** Labels that another round has to do something about. */
  readonly later: number
  /** Labels that a person has to see to, and why. */
  readonly persons: ReadonlyArray<{ readonly reference: string; readonly because: string }>
  /** What couriers failed with; their labels are counted above. */
  readonly errors: ReadonlyArray<{ readonly reference: string; readonly error: CourierError }>
}

/** How many labels are advanced at the same time. */
const atOnce = 4

/**
 * Advances every open label whose time has come, the soonest first. One that cannot be advanced stops
 * none of the others.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { LabelDesk } from "entrepot/couriers"
 *
 * const round = LabelDesk.use(({ advanceAll }) => advanceAll())
 * const live = LabelDesk.layer.pipe(Layer.provide(Memory.layer()))
 * const { done, later } = await Effect.runPromise(round.pipe(Effect.provide(live)))
 * console.log(done, later)
 * ```
 * ```text
 * 0 0
 * ```
 */
export const of = Effect.fnUntraced(function* (
  records: RecordsShape,
  advance: (
    reference: string,
  ) => Effect.Effect<
    { readonly next: Label.Step; readonly error?: CourierError },
    LabelRefusal | UnknownCourier | TransactionError
  >,
): Effect.fn.Return<Round, RecordsError | TransactionError> {
  const now = yield* Clock.currentTimeMillis
  const due = Stream.takeWhile(
    records.all(Labels, { index: "open" }),
    ({ notBefore = 0 }) => notBefore <= now,
  )
  const counts = { done: 0, later: 0 }
  const persons: Array<Round["persons"][number]> = []
  const errors: Array<Round["errors"][number]> = []
  const one = ({ reference }: Label.Label) => {
    const person = ({ because }: { readonly because: string }) =>
      void persons.push({ reference, because })
    return advance(reference).pipe(
      Effect.map(({ next, error }) => {
        if (error !== undefined) errors.push({ reference, error })
        if (next._tag === "Person") person(next)
        else counts[next._tag === "Done" ? "done" : "later"] += 1
      }),
      Effect.catchTag(
        ["UnknownCourier", "UnknownLabel", "LabelExists", "LabelNotReady"],
        (refusal) => Effect.sync(() => person({ because: refusal.message })),
      ),
    )
  }
  yield* Stream.runDrain(Stream.mapEffect(due, one, { concurrency: atOnce, unordered: true }))
  return { ...counts, persons, errors }
})
