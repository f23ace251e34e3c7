/**
 * A route that explains itself: why these places, and what was refused, in a form that can be replayed.
 * Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Money from "../../kernel/Money.ts"
import * as Reason from "../../kernel/Reason.ts"
import { byLineId, byPriority } from "./Assessment.ts"
import { type Candidate, describe } from "./Candidate.ts"
import * as Route from "./Route.ts"
import type { RoutePlan, Score } from "./RoutePlan.ts"
import type { RouteRefusal } from "./RouteRefusal.ts"
import { type Goal, parse, type RequestMalformed, RouteRequest } from "./RouteRequest.ts"

const rule = "wholeOrderRoute"
const encode = Schema.encodeSync(RouteRequest)

/**
 * Routes an order and says why: the reason names the request whole, every place that was refused with
 * all its faults, and the next best sets of places with the goal in which they lose. The request is in
 * it as JSON, with the destination, so it is as personal as that is.
 *
 * @example
 * ```ts
 * import { Reason } from "entrepot/kernel"
 * import { RouteReason, type RouteRequest } from "entrepot/routing"
 *
 * const why = (request: RouteRequest.RouteRequest) => Reason.render(RouteReason.explain(request))
 * ```
 */
export const explain = (request: RouteRequest): Reason.Reason => {
  const decision = Route.plan(request)
  const said = Result.isSuccess(decision) ? ofPlan(decision.success) : ofRefusal(decision.failure)
  const canonical = {
    ...request,
    lines: request.lines.toSorted(byLineId),
    places: request.places.toSorted(byPriority),
  }
  return Reason.of(rule, said.text, {
    inputs: [{ name: "requestJson", value: JSON.stringify(encode(canonical)) }],
    refused: said.refused,
  })
}

/**
 * Routes the request of a reason again: the answer is the same reason as long as the rule is.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Reason } from "entrepot/kernel"
 * import { RouteReason } from "entrepot/routing"
 *
 * const replayed = RouteReason.replay(Reason.of("wholeOrderRoute", "Ulm sends 3 MUG"))
 * console.log(Result.isFailure(replayed) && replayed.failure._tag)
 * ```
 * ```text
 * RequestMalformed
 * ```
 */
export const replay = ({
  inputs,
}: Reason.Reason): Result.Result<Reason.Reason, RequestMalformed> => {
  const json = inputs.find(({ name }) => name === "requestJson")?.value
  const value = Result.getOrUndefined(Result.try(() => JSON.parse(String(json)) as unknown))
  return Result.map(parse(value), explain)
}

type Said = Pick<Reason.Reason, "text" | "refused">

const ofPlan = ({ parcels, score, goals, alternatives, candidates }: RoutePlan): Said => ({
  text: [
    parcels
      .map(({ place, lines }) => {
        const sent = lines.map(({ quantity, sku }) => `${quantity} ${sku}`)
        return `${place} sends ${sent.join(" and ")}`
      })
      .join("; "),
    goals.map((goal) => scoreText(goal, score)).join(", "),
  ].join(": "),
  refused: [
    ...faulty(candidates),
    ...alternatives.map(({ places, score: other }) => {
      const goal = goals.find((each) => scoreText(each, other) !== scoreText(each, score))
      const because =
        goal === undefined
          ? "it is as good, and places go by priority and name"
          : `${scoreText(goal, other)}, not ${scoreText(goal, score)}`
      return { alternative: places.join(" and "), because }
    }),
  ],
})

const ofRefusal = (refusal: RouteRefusal): Said => ({
  text: refusal.message,
  refused: refusal._tag === "NoRoute" ? faulty(refusal.candidates) : [],
})

const faulty = (candidates: ReadonlyArray<Candidate>): Said["refused"] =>
  candidates
    .filter(({ faults }) => faults.length > 0)
    .map(({ place, faults }) => ({
      alternative: place,
      because: `it ${faults.map(describe).join(", and ")}`,
    }))

const scoreText = (goal: Goal, score: Score): string => {
  switch (goal) {
    case "parcels":
      return `parcels ${score.parcels}`
    case "cost":
      return `cost ${Money.format(score.cost)}`
    case "promised":
      return `promised ${score.promisedOn}`
    case "distance":
      return `distance ${score.distanceMetres} m`
    case "priority":
      return `priority ${score.priority}`
    case "together":
      return `split lines ${score.splitLines}`
  }
}
