/** A courier whose requests fail as told, and the label desk over it. */
import { Clock, Effect, Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  Couriers,
  type CourierError,
  type CourierLabel,
  type CourierShape,
  CourierUnavailable,
  LabelDesk,
  OutcomeUnknown,
  RateLimited,
  Rejected,
} from "entrepot/couriers"
import { Store, type StoreShape, storeServices } from "entrepot/store"

/** How a request goes. What is sold late shows just before the courier's promise ends. */
export const mishaps = [
  "well",
  "rejected",
  "limited",
  "unavailable",
  "lostBefore",
  "lostAfter",
  "late",
  "garbageBefore",
  "garbageAfter",
  "another",
  "hangs",
] as const
export type Mishap = (typeof mishaps)[number]

export const settlesMillis = 60_000

/** A courier that sells as often as it is asked, and everything that it sold. */
export class FakeCourier {
  readonly sold: Array<{
    readonly reference: string
    readonly trackingNumber: string
    readonly shownAt: number
    isVoid: boolean
  }> = []
  readonly script: Array<Mishap>
  asked = 0

  constructor(script: ReadonlyArray<Mishap> = []) {
    this.script = [...script]
  }

  live(reference: string): ReadonlyArray<string> {
    return this.sold
      .filter((label) => label.reference === reference && !label.isVoid)
      .map(({ trackingNumber }) => trackingNumber)
  }

  labelOf(reference: string, trackingNumber: string): CourierLabel.CourierLabel {
    const waybill = { mediaType: "text/plain", base64: btoa(trackingNumber) }
    return { reference, service: "parcel", trackingNumber, waybill }
  }

  readonly shape: CourierShape = {
    id: "post",
    traits: { contract: { name: "fake", version: "1" }, labelsOnce: false, settlesMillis },
    label: ({ reference }) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        this.asked += 1
        return this.answer(reference, this.script.shift() ?? "well", now)
      }),
    find: (reference) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const label = this.sold.find((sold) => sold.reference === reference && sold.shownAt <= now)
        if (label === undefined) return { _tag: "None" }
        const { trackingNumber } = label
        return label.isVoid
          ? { _tag: "Voided", trackingNumber }
          : { _tag: "Sold", label: this.labelOf(reference, trackingNumber) }
      }),
    void: (trackingNumber) =>
      Effect.sync(() => {
        for (const label of this.sold)
          if (label.trackingNumber === trackingNumber) label.isVoid = true
      }),
  }

  private sell(reference: string, shownAt: number): CourierLabel.CourierLabel {
    const trackingNumber = `T${this.sold.length + 1}`
    this.sold.push({ reference, trackingNumber, shownAt, isVoid: false })
    return this.labelOf(reference, trackingNumber)
  }

  private answer(
    reference: string,
    mishap: Mishap,
    now: number,
  ): Effect.Effect<CourierLabel.CourierLabel, CourierError> {
    const where = { courier: "post", operation: "label" } as const
    switch (mishap) {
      case "well":
        return Effect.succeed(this.sell(reference, now))
      case "rejected":
        return Effect.fail(new Rejected({ ...where, code: "E7", detail: "no such street" }))
      case "limited":
        return Effect.fail(new RateLimited({ ...where, retryAfterMillis: 5_000 }))
      case "unavailable":
        return Effect.fail(new CourierUnavailable({ ...where, detail: "503" }))
      case "lostAfter":
      case "late":
        this.sell(reference, mishap === "late" ? now + settlesMillis - 1 : now)
        return Effect.fail(new OutcomeUnknown({ ...where, detail: "connection reset" }))
      case "lostBefore":
        return Effect.fail(new OutcomeUnknown({ ...where, detail: "connection reset" }))
      case "garbageBefore":
        return Effect.succeed({ ...this.labelOf(reference, "T0"), trackingNumber: "" })
      case "garbageAfter":
        return Effect.succeed({ ...this.sell(reference, now), trackingNumber: "\u0000" })
      case "another":
        return Effect.succeed(this.sell("somebody else's", now))
      case "hangs":
        return Effect.andThen(
          Effect.sync(() => this.sell(reference, now)),
          Effect.never,
        )
    }
  }
}

/** A desk over a store; a fresh one each time, as another process would have. */
export const deskOver = (
  couriers: ReadonlyArray<CourierShape>,
  store: StoreShape = Memory.make(),
) =>
  LabelDesk.layerOver.pipe(
    Layer.provide(Layer.succeed(Couriers, { couriers })),
    Layer.provideMerge(storeServices),
    Layer.provideMerge(Layer.succeed(Store, store)),
    Layer.fresh,
  )
