/**
 * A courier behind its door: every answer is checked, and none is waited for without end.
 *
 * @module
 */
import { Effect, Predicate, Result, Schema } from "effect"

import type { CourierShape, CouriersShape } from "./Courier.ts"
import * as CourierAnswer from "./CourierAnswer.ts"
import type { Offer } from "./CourierChoice.ts"
import {
  type AnswerFault,
  type CourierError,
  CourierUnavailable,
  isCourierError,
  type Operation,
  OutcomeUnknown,
} from "./CourierError.ts"
import { CourierLabel, LabelFound } from "./CourierLabel.ts"
import type { DeliveryHistory } from "./DeliveryHistory.ts"
import { Quote } from "./Quote.ts"
import type { QuoteRequest } from "./Shipment.ts"
import { TrackingEvent } from "./Tracking.ts"

const Quotes = Schema.toType(Schema.Array(Quote))
const Label = Schema.toType(CourierLabel)
const Found = Schema.toType(LabelFound)
const Events = Schema.toType(Schema.Array(TrackingEvent))

const noEffect = "Expected an Effect"
/** Only by its class: the words of what was thrown may be personal. */
const thrown = (defect: unknown): string =>
  `Expected an answer, and it threw ${defect instanceof Error ? defect.name : typeof defect}`

/** What an answer has to say again of its request. */
const said = (path: string, wanted: string, found: string): ReadonlyArray<AnswerFault> =>
  wanted === found ? [] : [{ path, detail: `Expected that of the request` }]

/**
 * The same courier, whose answers are what the port says they are: another answer, or what an adapter
 * throws instead of one, fails as `AnswerInvalid`, none in time as `OutcomeUnknown`, or as
 * `CourierUnavailable` where nothing is changed by asking.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { checked, type CourierShape } from "entrepot/couriers"
 *
 * const confused: CourierShape = {
 *   id: "post",
 *   traits: { contract: { name: "none", version: "1" }, labelsOnce: true, settlesMillis: 0 },
 *   label: () => Effect.die("not today"),
 *   track: () => Effect.succeed([{ trackingNumber: "7", at: 0, code: "" }]),
 * }
 * const { track } = checked(confused)
 * const error = track === undefined ? undefined : await Effect.runPromise(Effect.flip(track("7")))
 * console.log(error?.message)
 * ```
 * ```text
 * post answers track with garbage: [0].code: Expected a value with a length of at least 1
 * ```
 */
export const checked = (
  courier: CourierShape,
  { timeoutMillis = 30_000 }: Pick<CouriersShape, "timeoutMillis"> = {},
): CourierShape => {
  const { id, traits, quote, label, find, track, void: giveBack, erase } = courier

  const inTime = <A>(
    operation: Operation,
    answer: () => Effect.Effect<A, CourierError>,
  ): Effect.Effect<A, CourierError> => {
    const invalid = (detail: string) => CourierAnswer.invalid(id, operation, [{ path: "", detail }])
    const given = Effect.suspend(() => {
      const found = answer()
      // A promise that nobody waits for must not end the process.
      if (Predicate.isPromise(found)) found.catch(() => undefined)
      return Effect.isEffect(found) ? found : Effect.fail(invalid(noEffect))
    })
    const detail = `no answer within ${timeoutMillis} ms`
    const changes = operation === "label" || operation === "void"
    const Late = changes ? OutcomeUnknown : CourierUnavailable
    return Effect.timeoutOrElse(given, {
      duration: timeoutMillis,
      orElse: () => Effect.fail(new Late({ courier: id, operation, detail })),
    }).pipe(
      // A failure that is none of the port's says nothing about what happened.
      Effect.mapError((error: unknown) =>
        isCourierError(error) ? error : invalid("Expected a CourierError"),
      ),
      Effect.catchDefect((defect) => Effect.fail(invalid(thrown(defect)))),
    )
  }

  const asked = <A>(
    operation: Operation,
    schema: Schema.Codec<A>,
    answer: () => Effect.Effect<A, CourierError>,
    faultsOf: (answer: A) => ReadonlyArray<AnswerFault> = () => [],
  ): Effect.Effect<A, CourierError> => {
    const decode = CourierAnswer.decoder(id, operation, schema)
    return Effect.flatMap(inTime(operation, answer), (found) =>
      Effect.fromResult(
        Result.flatMap(decode(found), (known) => {
          const faults = faultsOf(known)
          return faults.length === 0
            ? Result.succeed(known)
            : Result.fail(CourierAnswer.invalid(id, operation, faults))
        }),
      ),
    )
  }

  return {
    id,
    traits,
    label: (request) =>
      asked(
        "label",
        Label,
        () => label(request),
        (sold) => [
          ...said("reference", request.reference, sold.reference),
          ...said("service", request.service, sold.service),
        ],
      ),
    ...(quote && {
      quote: (request) =>
        asked(
          "quote",
          Quotes,
          () => quote(request),
          (quotes) =>
            quotes.flatMap(({ courier, service }, at) => [
              ...said(`[${at}].courier`, id, courier),
              ...said(`[${at}].service`, request.service ?? service, service),
            ]),
        ),
    }),
    ...(find && {
      find: (reference) =>
        asked(
          "find",
          Found,
          () => find(reference),
          (found) =>
            found._tag === "Sold" ? said("label.reference", reference, found.label.reference) : [],
        ),
    }),
    ...(track && {
      track: (number) =>
        asked(
          "track",
          Events,
          () => track(number),
          (events) =>
            events.flatMap(({ trackingNumber }, at) =>
              said(`[${at}].trackingNumber`, number, trackingNumber),
            ),
        ),
    }),
    ...(giveBack && { void: (number) => inTime("void", () => giveBack(number)) }),
    ...(erase && { erase: (reference) => inTime("erase", () => erase(reference)) }),
  }
}

/**
 * Asks several couriers at once, for `CourierChoice.choose`. Those that quote nothing at all are left
 * out; `historyOf` is what is known of a quoted service on the parcel's way.
 */
export const offers = (
  { couriers, timeoutMillis }: Pick<CouriersShape, "couriers" | "timeoutMillis">,
  request: QuoteRequest,
  historyOf: (quote: Quote) => DeliveryHistory | undefined = () => undefined,
): Effect.Effect<ReadonlyArray<Offer>> => {
  const limits = timeoutMillis === undefined ? {} : { timeoutMillis }
  const asked = couriers.map((courier) => checked(courier, limits))
  return Effect.map(
    Effect.forEach(asked, (courier) => offersOf(courier, request, historyOf), {
      concurrency: "unbounded",
    }),
    (found) => found.flat(),
  )
}

const offersOf = (
  { id, quote }: CourierShape,
  request: QuoteRequest,
  historyOf: (quote: Quote) => DeliveryHistory | undefined,
): Effect.Effect<ReadonlyArray<Offer>> => {
  if (quote === undefined) return Effect.succeed([])
  return Effect.match(quote(request), {
    onFailure: (error): ReadonlyArray<Offer> => [{ _tag: "Failed", courier: id, error }],
    onSuccess: (quotes) =>
      quotes.map((quote): Offer => {
        const history = historyOf(quote)
        return { _tag: "Quoted", quote, ...(history && { history }) }
      }),
  })
}
