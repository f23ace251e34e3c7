/**
 * What the desk goes to a courier for, each time with the answer written down.
 *
 * @module
 */
import { Clock, Effect, Result, Schedule } from "effect"

import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import type { CourierShape } from "../Courier.ts"
import { type CourierError, outcomeOf } from "../CourierError.ts"
import type { Waybill } from "../CourierLabel.ts"
import type { LabelRequest } from "../Shipment.ts"
import type { Label } from "./Label.ts"
import type { LabelCommand, LabelOutcome, VoidOutcome } from "./LabelCommand.ts"
import * as LabelOutcomes from "./LabelOutcomes.ts"
import * as LabelPosting from "./LabelPosting.ts"
import type { LabelRefusal } from "./LabelRefusal.ts"

/** The errands of a desk; each answers what the courier failed with, if it did. */
export const errands = (transactor: TransactorShape) => {
  const post = (command: LabelCommand, { traits }: CourierShape, waybill?: Waybill) =>
    transactor.run(LabelPosting.post(command, traits, waybill))

  // What was sold must not be forgotten because a store was away for a moment.
  const tell = (command: LabelCommand, courier: CourierShape, waybill?: Waybill) =>
    Effect.retry(post(command, courier, waybill), {
      schedule: Schedule.exponential(50),
      times: 5,
      while: ({ _tag }) => _tag === "StoreUnavailable" || _tag === "Contended",
    })

  /** One answer of a courier, written down before anything can interrupt it. */
  const answered = <A, E>(
    call: Effect.Effect<A, CourierError>,
    written: (answer: Result.Result<A, CourierError>) => Effect.Effect<unknown, E>,
  ): Effect.Effect<CourierError | undefined, E> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(restore(Effect.result(call)), (answer) =>
        Effect.as(written(answer), Result.isFailure(answer) ? answer.failure : undefined),
      ),
    )

  const ask = Effect.fnUntraced(function* (request: LabelRequest, courier: CourierShape) {
    const { reference } = request
    const { attempts: attempt, askedAt = 0 } = yield* post({ _tag: "Ask", reference }, courier)
    const tellOf = (outcome: LabelOutcome, waybill?: Waybill) =>
      tell({ _tag: "Tell", reference, attempt, outcome }, courier, waybill)
    // After such a pause somebody else may have found that there is none, and asked anew.
    const { labelsOnce, settlesMillis } = courier.traits
    const late = (yield* Clock.currentTimeMillis) - askedAt > settlesMillis / 2
    if (late && !labelsOnce && settlesMillis > 0) {
      yield* tellOf({ _tag: "NothingDone", fault: "NeverAsked" })
      return undefined
    }
    return yield* answered(courier.label(request), (answer) =>
      Result.isSuccess(answer)
        ? tellOf(LabelOutcomes.ofLabel(answer.success), answer.success.waybill)
        : tellOf(LabelOutcomes.ofError(answer.failure)),
    )
  })

  const lookUp = Effect.fnUntraced(function* (
    { reference, attempts: attempt }: Label,
    courier: CourierShape,
  ) {
    const { find } = courier
    if (find === undefined) return undefined
    const lookedAt = yield* Clock.currentTimeMillis
    // A failure says nothing about the label, so nothing is written.
    return yield* answered(find(reference), (answer) =>
      Result.isFailure(answer)
        ? Effect.void
        : tell(
            {
              _tag: "Tell",
              reference,
              attempt,
              outcome: LabelOutcomes.ofFound(answer.success, lookedAt),
            },
            courier,
            answer.success._tag === "Sold" ? answer.success.label.waybill : undefined,
          ),
    )
  })

  const giveBack = Effect.fnUntraced(function* (
    reference: string,
    trackingNumber: string,
    courier: CourierShape,
  ) {
    const { void: call } = courier
    if (call === undefined) return undefined
    const tellOf = (outcome: VoidOutcome) =>
      tell({ _tag: "TellVoid", reference, trackingNumber, outcome }, courier)
    return yield* answered(
      call(trackingNumber),
      (answer): Effect.Effect<unknown, LabelRefusal | TransactionError> => {
        if (Result.isSuccess(answer)) return tellOf({ _tag: "Voided" })
        return outcomeOf(answer.failure) === "refused"
          ? tellOf({ _tag: "Refused", fault: LabelOutcomes.faultOf(answer.failure) })
          : Effect.void
      },
    )
  })

  const erase = ({ reference }: Label, courier: CourierShape) =>
    answered(courier.erase?.(reference) ?? Effect.void, (answer) =>
      Result.isSuccess(answer) ? tell({ _tag: "TellErased", reference }, courier) : Effect.void,
    )

  return { ask, lookUp, giveBack, erase, post }
}
