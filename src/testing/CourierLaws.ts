/**
 * The laws of the courier: an adapter is finished when they hold.
 *
 * They buy labels under references of their own, and give most of them back: run them against a
 * courier's test account.
 *
 * @module
 */
import { Clock, Effect, Equal, Random, Result } from "effect"

import { checked } from "../couriers/CheckedCourier.ts"
import { Courier, type CourierShape } from "../couriers/Courier.ts"
import type { LabelRequest, Shipment } from "../couriers/Shipment.ts"
import * as Law from "./Law.ts"

/** Shipments to try an adapter with. */
export interface CourierSamples {
  readonly service: string
  /** One that the service takes. */
  readonly taken: Shipment
  /** One that no service takes. */
  readonly refused: Shipment
}

type Body = (courier: CourierShape, request: LabelRequest) => Effect.Effect<void, Law.Failure>

const law =
  ({ service, taken }: CourierSamples) =>
  (name: string, body: Body): Law.Law<Courier> =>
    Law.make(
      name,
      Effect.gen(function* () {
        const courier = checked(yield* Courier)
        const parts = [yield* Clock.currentTimeMillis, yield* Random.nextIntBetween(0, 2 ** 32)]
        const reference = `law-${parts.map((part) => part.toString(36)).join("-")}`
        yield* body(courier, { reference, service, shipment: taken })
      }),
    )

/**
 * All laws of the port `Courier`. A member that a courier lacks, and a promise that it does not make
 * in its traits, is not put to the test. Every answer also has to be what the port says it is.
 *
 * @example
 * ```ts
 * import { courierLaws, type CourierSamples } from "entrepot/testing"
 *
 * const namesOf = (samples: CourierSamples) => courierLaws(samples).map(({ name }) => name)
 * ```
 */
export const courierLaws = (samples: CourierSamples): ReadonlyArray<Law.Law<Courier>> => {
  const courierLaw = law(samples)
  return [
    courierLaw(
      "a parcel that is taken has a price, and the same one each time",
      Effect.fnUntraced(function* ({ quote }, { shipment, service }) {
        if (quote === undefined) return
        const [once, twice] = [
          yield* quote({ shipment, service }),
          yield* quote({ shipment, service }),
        ]
        yield* Law.equal("the number of quotes for one service", once.length, 1)
        yield* Law.holds(Equal.equals(once, twice), "the same quote again", [once, twice])
        const all = yield* quote({ shipment })
        const named = all.map((of) => of.service)
        yield* Law.holds(new Set(named).size === named.length, "one quote for each service", named)
      }),
    ),
    courierLaw(
      "a parcel that is not taken has neither price nor label, and the reasons are named",
      Effect.fnUntraced(function* ({ quote, label, find }, request) {
        const refused = { ...request, shipment: samples.refused }
        if (quote !== undefined)
          yield* Law.failsWith(["NotEligible"], "its price", quote({ shipment: samples.refused }))
        yield* Law.failsWith(["NotEligible", "Rejected"], "its label", label(refused))
        if (find !== undefined)
          yield* Law.equal("what it sold", (yield* find(request.reference))._tag, "None")
      }),
    ),
    courierLaw(
      "each reference has a tracking number of its own",
      Effect.fnUntraced(function* ({ label }, request) {
        const one = yield* label(request)
        const other = yield* label({ ...request, reference: `${request.reference}-2` })
        yield* Law.holds(one.trackingNumber !== other.trackingNumber, "two numbers", [one, other])
      }),
    ),
    courierLaw(
      "a reference that is asked for again, also at the same time, has one label",
      Effect.fnUntraced(function* ({ label, traits }, request) {
        if (!traits.labelsOnce) return
        const both = yield* Effect.all([label(request), label(request)], { concurrency: 2 })
        const labels = [...both, yield* label(request)]
        const [first] = labels
        yield* Law.holds(
          labels.every((other) => Equal.equals(other, first)),
          "one label",
          labels,
        )
      }),
    ),
    courierLaw(
      "a reference never stands for two labels",
      Effect.fnUntraced(function* ({ label, traits }, request) {
        if (!traits.labelsOnce) return
        yield* label(request)
        const { parcel } = request.shipment
        const changed = { ...parcel, contents: `${parcel.contents}, and more` }
        const other = { ...request, shipment: { ...request.shipment, parcel: changed } }
        yield* Law.failsWith(["Rejected"], "another label", label(other))
      }),
    ),
    courierLaw(
      "what was sold is found by its reference, and nothing else is",
      Effect.fnUntraced(function* ({ label, find, traits }, request) {
        if (find === undefined) return
        yield* Law.equal("what is found before", (yield* find(request.reference))._tag, "None")
        const sold = yield* label(request)
        yield* Effect.sleep(traits.settlesMillis)
        const found = yield* find(request.reference)
        const wanted = { _tag: "Sold", label: sold }
        yield* Law.holds(Equal.equals(found, wanted), "the label that was sold", [found, wanted])
        const none = yield* find(`${request.reference}-2`)
        yield* Law.equal("what is found of another", none._tag, "None")
      }),
    ),
    courierLaw(
      "a label that is given back is void, for good, and may be given back again",
      Effect.fnUntraced(function* ({ label, find, void: giveBack, traits }, request) {
        if (giveBack === undefined) return
        const { trackingNumber } = yield* label(request)
        yield* giveBack(trackingNumber)
        yield* giveBack(trackingNumber)
        if (find !== undefined) {
          yield* Effect.sleep(traits.settlesMillis)
          yield* Law.equal("what is found", (yield* find(request.reference))._tag, "Voided")
        }
        if (traits.labelsOnce) yield* Law.failsWith(["Rejected"], "a void label", label(request))
      }),
    ),
    courierLaw(
      "what was never sold cannot be given back",
      Effect.fnUntraced(function* ({ void: giveBack }, { reference }) {
        if (giveBack === undefined) return
        yield* Law.failsWith(["Rejected"], "a number of nobody", giveBack(reference))
      }),
    ),
    courierLaw(
      "a parcel that was just sold is known, and one that was not has no events",
      Effect.fnUntraced(function* ({ label, track }, request) {
        if (track === undefined) return
        const { trackingNumber } = yield* label(request)
        const events = yield* track(trackingNumber)
        const begun = events.every(({ status }) => status === undefined || status === "announced")
        yield* Law.holds(begun, "nothing beyond its announcement", events)
        yield* Law.equal("the events of nobody", (yield* track(request.reference)).length, 0)
      }),
    ),
    courierLaw(
      "what is erased is not shown again nor sold anew, and may be erased again",
      Effect.fnUntraced(function* ({ label, find, erase, traits }, request) {
        const { reference } = request
        if (erase === undefined) return
        yield* erase(reference)
        const { waybill } = yield* label(request)
        yield* erase(reference)
        yield* erase(reference)
        yield* Effect.sleep(traits.settlesMillis)
        if (find !== undefined) {
          const found = yield* Effect.result(find(reference))
          const isShown =
            Result.isSuccess(found) &&
            found.success._tag === "Sold" &&
            Equal.equals(found.success.label.waybill, waybill)
          yield* Law.holds(!isShown, "no waybill", found)
        }
        if (traits.labelsOnce) yield* Law.failsWith(["Rejected"], "its label", label(request))
      }),
    ),
  ]
}
