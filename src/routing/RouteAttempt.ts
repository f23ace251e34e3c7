/**
 * Attempts at a route: it is planned and posted in transactions, and couriers are asked between them. A
 * place whose parcel none of them takes is out, and the next best route is tried.
 *
 * @module
 */
import { Array, Data, Effect, Result } from "effect"

import type { CouriersShape } from "../couriers/Courier.ts"
import * as ReasonKeeping from "../orders/ReasonKeeping.ts"
import * as ReceiptKeeping from "../orders/ReceiptKeeping.ts"
import type { CommandInput } from "../store/CommandMethod.ts"
import * as Input from "../store/Input.ts"
import type { CommandError, Outcome, TransactorShape } from "../store/Transactor.ts"
import * as CarriageAsking from "./carriage/CarriageAsking.ts"
import * as RoutePosting from "./RoutePosting.ts"
import { RouteOrder } from "./RoutingCommand.ts"
import { RouteOvertaken, type RoutingRefusal } from "./RoutingRefusal.ts"

/** A refusal of a route, told apart from the failures of the store. */
export class Refused extends Data.TaggedError("Refused")<{ readonly refusal: RoutingRefusal }> {}

/** How often one call looks for a route that others overtake. */
const mostAttempts = 32

const decode = Input.decoder("Router.route", RouteOrder)

/** Makes the method that routes one order. */
export const make = (
  transactor: TransactorShape,
  couriers: CouriersShape,
): ((
  input: CommandInput<typeof RouteOrder>,
) => Effect.Effect<Outcome<RoutePosting.RoutePosted>, Refused | CommandError>) =>
  Effect.fnUntraced(function* (input) {
    const body = { _tag: "RouteOrder", ...input }
    const command = yield* decode(body)
    const header = { ...command, body, answer: RoutePosting.RoutePosted }
    let draft: RoutePosting.Draft | undefined
    let attempt = 0
    while (attempt < mostAttempts) {
      const posting = RoutePosting.post(command, draft)
      const about = ReasonKeeping.ofOrder(command.order)
      const program = Effect.mapError(ReasonKeeping.kept(command, about, posting), (refusal) =>
        refusal._tag === "CarriageWanted" ? refusal : new Refused({ refusal }),
      )
      const posted = yield* ReceiptKeeping.over(transactor)
        .transact(header, program)
        .pipe(Effect.catchTag("CarriageWanted", Effect.succeed))
      if ("answer" in posted) return posted
      const { question, plan } = posted
      const answers = yield* Effect.mapError(
        CarriageAsking.carriagesOf(couriers, question, plan.parcels),
        (refusal) => new Refused({ refusal }),
      )
      const out = new Map(posted.out)
      for (const [answer, { place }] of Array.zip(answers, plan.parcels))
        if (Result.isFailure(answer)) out.set(place, answer.failure.alternatives)
      // Each place is out once, so that only what others do counts against the attempts.
      if (out.size <= (draft?.out.size ?? 0)) attempt += 1
      draft = { question, plan, carriages: Array.getSuccesses(answers), out }
    }
    const { externalId } = command.order
    const refusal = new RouteOvertaken({ externalId, attempts: mostAttempts })
    return yield* new Refused({ refusal })
  })
