import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { CourierUnavailable, NotEligible, type Shipment } from "entrepot/couriers"
import { Fulfilment } from "entrepot/fulfilment"
import { Money, Reason } from "entrepot/kernel"
import { Order, OrderDesk } from "entrepot/orders"
import {
  Candidate,
  Profile,
  Router,
  RouteShipment,
  RoutingRecords,
  Workdays,
} from "entrepot/routing"
import { StockLedger } from "entrepot/stock"
import { Records, Store } from "entrepot/store"

import {
  account,
  courierOf,
  dockets,
  keyOf,
  officeOver,
  opened,
  orderOf,
  placeOf,
  policy,
  quoteOf,
  route,
  taking,
  told,
} from "./support/office.ts"

const stageOf = (externalId: string) =>
  OrderDesk.use((desk) =>
    Effect.map(desk.find(keyOf(externalId)), (found) => Order.stage(Option.getOrThrow(found))),
  )
const heldAt = (place: string, sku = "MUG") =>
  StockLedger.use((ledger) => Effect.map(ledger.level(sku, place), ({ held }) => held))
const refusalOf = (externalId: string) => Effect.flip(route(externalId))

describe("routing an order", () => {
  it.effect("holds its units, consigns them and plans its lines at once", () =>
    Effect.gen(function* () {
      const router = yield* opened([
        ["Berlin", "MUG", 5],
        ["Berlin", "CUP", 5],
        ["Ulm", "MUG", 9],
      ])
      yield* taking(orderOf("7", { MUG: 2, CUP: 1 }))
      const { answer } = yield* route("7")
      assert.lengthOf(answer.consignmentIds, 1)
      assert.strictEqual(answer.promisedOn, "1970-01-03")
      assert.strictEqual(Money.format(answer.cost), "3.825 EUR")
      assert.deepStrictEqual([yield* heldAt("Berlin"), yield* heldAt("Berlin", "CUP")], [2, 1])
      assert.strictEqual(yield* stageOf("7"), "planned")
      const [docket] = yield* dockets
      assert.strictEqual(docket?.consignment.consignmentId, answer.consignmentIds[0])
      assert.deepStrictEqual(
        docket?.consignment.lines.map(({ sku, quantity }) => `${quantity} ${sku}`),
        ["2 MUG", "1 CUP"],
      )
      assert.deepStrictEqual([docket?.consignment.courier, docket?.holds.length], ["van", 1])
      const { plan, consignments } = Option.getOrThrow(yield* router.explain(keyOf("7")))
      assert.isTrue(plan.certificate.isOptimal)
      assert.deepStrictEqual(
        plan.candidates.map(({ place, score }) => [place, score?.units]),
        [
          ["Berlin", 3],
          ["Ulm", 2],
        ],
      )
      assert.deepStrictEqual(
        plan.parcels.flatMap(({ lines }) => lines.map(({ lineId }) => lineId)),
        ["1", "2"],
      )
      assert.deepStrictEqual(
        consignments.map(({ price }) => price && Money.format(price)),
        ["5.00 EUR"],
      )
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("answers the same command as the first time, and finds nothing left for another", () =>
    Effect.gen(function* () {
      const router = yield* opened([["Berlin", "MUG", 5]])
      yield* taking(orderOf("7", { MUG: 2 }))
      const first = yield* route("7")
      const again = yield* route("7")
      assert.isTrue(again.repeated)
      assert.deepStrictEqual(again.answer.consignmentIds, first.answer.consignmentIds)
      const other = router.route({ commandId: "other", order: keyOf("7") })
      assert.strictEqual((yield* Effect.flip(other))._tag, "NothingToRoute")
      assert.strictEqual(yield* heldAt("Berlin"), 2)
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("splits it over places, with a hold for each consignment", () =>
    Effect.gen(function* () {
      yield* opened([
        ["Berlin", "MUG", 2],
        ["Ulm", "MUG", 2],
      ])
      yield* taking(orderOf("7", { MUG: 3 }))
      const { answer } = yield* route("7")
      assert.lengthOf(answer.consignmentIds, 2)
      const ledger = yield* StockLedger
      const holds = yield* Effect.forEach(answer.consignmentIds, ledger.findHold)
      const units = holds.flatMap((hold) => Option.getOrThrow(hold).lines)
      assert.strictEqual(
        units.reduce((sum, { quantity }) => sum + quantity, 0),
        3,
      )
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("holds a set as the items that it is of", () =>
    Effect.gen(function* () {
      yield* opened([
        ["Berlin", "MUG", 4],
        ["Ulm", "CUP", 2],
      ])
      const desk = yield* OrderDesk
      const of = [
        { sku: "MUG", quantity: 2 },
        { sku: "CUP", quantity: 1 },
      ]
      yield* desk.listings.map({ commandId: "set", ...account, sku: "SET", of })
      yield* taking(orderOf("7", { SET: 2 }))
      yield* route("7")
      assert.deepStrictEqual([yield* heldAt("Berlin"), yield* heldAt("Ulm", "CUP")], [4, 2])
      const order = Option.getOrThrow(yield* desk.find(keyOf("7")))
      assert.deepStrictEqual(
        order.lines.map(({ planned }) => planned),
        [2],
      )
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("keeps units of lots in a hold of their own", () =>
    Effect.gen(function* () {
      const router = yield* opened([["Berlin", "MUG", 4]])
      const ledger = yield* StockLedger
      const milk = { sku: "MILK", place: "Berlin", lot: "L1", quantity: 3 }
      yield* ledger.lots.receive({ commandId: "lots", lines: [milk] })
      yield* router.setItem({ commandId: "milk", item: { sku: "MILK", weightGrams: 1_000 } })
      yield* taking(orderOf("7", { MUG: 1, MILK: 2 }))
      yield* route("7")
      const [docket] = yield* dockets
      assert.deepStrictEqual(
        docket?.holds.map(({ keeper }) => keeper),
        [undefined, "lots"],
      )
      assert.deepStrictEqual([yield* heldAt("Berlin"), yield* heldAt("Berlin", "MILK")], [1, 2])
      yield* ledger.lots.block({ commandId: "block", sku: "MILK", lot: "L1" })
      yield* taking(orderOf("8", { MILK: 1 }))
      assert.strictEqual((yield* refusalOf("8"))._tag, "NoRoute")
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect(
    "holds units with serial numbers by their count, to be scanned when they are packed",
    () =>
      Effect.gen(function* () {
        const router = yield* opened([])
        const ledger = yield* StockLedger
        const lines = ["A1", "A2"].map((serial) => ({ sku: "PHONE", serial, place: "Berlin" }))
        yield* ledger.serials.receive({ commandId: "phones", lines })
        yield* router.setItem({ commandId: "phone", item: { sku: "PHONE", weightGrams: 400 } })
        yield* taking(orderOf("7", { PHONE: 1 }))
        yield* route("7")
        const [docket] = yield* dockets
        assert.deepStrictEqual(
          docket?.consignment.lines.map(({ serialised }) => serialised),
          [true],
        )
        assert.strictEqual(yield* heldAt("Berlin", "PHONE"), 1)
      }).pipe(Effect.provide(officeOver())),
  )

  it.effect("keeps its deadline, unless somebody lets it go late", () =>
    Effect.gen(function* () {
      const router = yield* opened([["Berlin", "MUG", 5]])
      yield* taking(orderOf("7", { MUG: 1 }, { shipBy: -86_400_000 }))
      assert.include((yield* refusalOf("7")).message, "ships on 1970-01-01, after 1969-12-31")
      yield* router.route({ commandId: "late", order: keyOf("7"), evenLate: true })
      assert.strictEqual(yield* stageOf("7"), "planned")
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("never holds units of lines that the channel sends", () =>
    Effect.gen(function* () {
      yield* opened([["Berlin", "MUG", 4]])
      yield* taking(orderOf("7", { MUG: 2 }, { fulfilledBy: "channel" }))
      assert.strictEqual((yield* refusalOf("7"))._tag, "NothingToRoute")
      assert.strictEqual(yield* heldAt("Berlin"), 0)
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("takes what a third party is to send from its places only", () =>
    Effect.gen(function* () {
      yield* opened(
        [
          ["Berlin", "MUG", 9],
          ["Ulm", "MUG", 9],
        ],
        [placeOf("Berlin"), placeOf("Ulm", { kind: "thirdParty", priority: 1 })],
      )
      yield* taking(orderOf("7", { MUG: 2 }, { fulfilledBy: "thirdParty" }))
      yield* route("7")
      assert.deepStrictEqual([yield* heldAt("Berlin"), yield* heldAt("Ulm")], [0, 2])
    }).pipe(Effect.provide(officeOver())),
  )
})

describe("an order of which a third party sends one line of an item, and we another", () => {
  const theirs = placeOf("Ulm", { kind: "thirdParty", priority: 1 })
  const mugs = (lineId: string, quantity: number) => ({
    lineId,
    sku: "MUG",
    quantity,
    unitPrice: "9.50",
  })
  const mixed = (own: number, other: number) =>
    orderOf(
      "7",
      {},
      { lines: [{ ...mugs("1", other), fulfilledBy: "thirdParty" }, mugs("2", own)] },
    )

  it.effect("takes each from its own places", () =>
    Effect.gen(function* () {
      yield* opened(
        [
          ["Berlin", "MUG", 18],
          ["Ulm", "MUG", 2],
        ],
        [placeOf("Berlin"), theirs],
      )
      yield* taking(mixed(3, 2))
      yield* route("7")
      assert.deepStrictEqual([yield* heldAt("Berlin"), yield* heldAt("Ulm")], [3, 2])
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("is refused with what there is, and with places that would help", () =>
    Effect.gen(function* () {
      yield* opened(
        [
          ["Berlin", "MUG", 18],
          ["Ulm", "MUG", 1],
        ],
        [placeOf("Berlin"), theirs],
      )
      yield* taking(mixed(3, 2))
      const { message } = yield* refusalOf("7")
      assert.include(message, "1 more MUG at Ulm")
      assert.notInclude(message, "at Berlin")
      assert.notInclude(message, "has 0 of 3")
    }).pipe(Effect.provide(officeOver())),
  )
})

describe("what keeps an order from being routed", () => {
  it.effect("is named: what nobody set up, and what nobody weighed", () =>
    Effect.gen(function* () {
      const router = yield* Router
      yield* taking(orderOf("7", { MUG: 1, HAT: 1 }))
      assert.strictEqual((yield* refusalOf("7")).message.includes("policy"), true)
      yield* router.setPolicy({ commandId: "p", policy })
      assert.strictEqual((yield* refusalOf("7")).message, "no place serves orders: set one first")
      yield* opened([["Berlin", "MUG", 4]])
      assert.strictEqual((yield* refusalOf("7")).message, "item HAT has no weight")
      yield* taking(orderOf("8", { MUG: 1 }, { personal: {} }))
      assert.strictEqual((yield* refusalOf("8"))._tag, "DestinationUnknown")
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("is named: the order waits for rules, or its buyer for an answer", () =>
    Effect.gen(function* () {
      yield* opened([["Berlin", "MUG", 4]])
      yield* taking(orderOf("7", { MUG: 1 }, { cancellation: "asked" }))
      assert.strictEqual((yield* refusalOf("7"))._tag, "CancellationAsked")
      const desk = yield* OrderDesk
      const ruleSet = {
        id: "all",
        version: 1,
        policy: "collect",
        rules: [
          {
            id: "held",
            when: { _tag: "Compare", fact: "units", is: ">", value: 0 },
            outcome: [{ _tag: "Hold", queue: "risk", because: "all" }],
            onUnknown: "hold",
          },
        ],
      }
      yield* desk.review.publish({ commandId: "rules", ruleSet })
      yield* taking(orderOf("8", { MUG: 1 }))
      assert.strictEqual((yield* refusalOf("8"))._tag, "ReviewStands")
      assert.strictEqual(yield* heldAt("Berlin"), 0)
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("is named: too few units, with what would make a route", () =>
    Effect.gen(function* () {
      yield* opened([["Berlin", "MUG", 1]])
      yield* taking(orderOf("7", { MUG: 3 }))
      const refusal = yield* refusalOf("7")
      assert.include(refusal.message, "1 of 3 of MUG")
      assert.include(refusal.message, "2 more MUG at Berlin")
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("is named: a policy or a place that no route could be made with", () =>
    Effect.gen(function* () {
      const router = yield* opened([])
      const noGoals = { commandId: "p2", policy: { ...policy, goals: [] } }
      assert.strictEqual((yield* Effect.flip(router.setPolicy(noGoals)))._tag, "RequestEmpty")
      const dear = { ...placeOf("Berlin"), perUnit: { currency: "USD", amount: "1.00" } }
      const refused = yield* Effect.flip(router.setPlace({ commandId: "p3", profile: dear }))
      assert.strictEqual(refused._tag, "CostRefused")
      const kilograms = { commandId: "i2", item: { sku: "MUG", weightGrams: 0.35 } }
      assert.include((yield* Effect.flip(router.setItem(kilograms))).message, "is it in kilograms?")
      const lost = yield* Effect.flip(router.dropPlace({ commandId: "d", place: "Rome" }))
      assert.strictEqual(lost._tag, "UnknownPlace")
    }).pipe(Effect.provide(officeOver())),
  )
})

describe("the courier of a route", () => {
  const late = courierOf("slow", "1.00", () =>
    Effect.succeed([{ ...quoteOf("slow", "1.00"), transitDays: 9 }]),
  )
  const notFrom = (...cities: ReadonlyArray<string>) =>
    courierOf("van", "5.00", ({ shipment: { from } }) =>
      cities.includes(from.city ?? "")
        ? Effect.fail(
            new NotEligible({
              courier: "van",
              operation: "quote",
              reasons: [{ _tag: "NotServed", end: "from", country: "DE" }],
            }),
          )
        : Effect.succeed([quoteOf("van", "5.00")]),
    )
  const none = courierOf("away", "0", () =>
    Effect.fail(new CourierUnavailable({ courier: "away", operation: "quote", detail: "closed" })),
  )

  const broken = courierOf("broken", "0", () => {
    throw new TypeError("undefined is no function")
  })
  const dollars = Money.of("0.50", "USD")
  const inDollars = courierOf("ship", "0", () => {
    const charges = [{ name: "carriage", amount: dollars }] as const
    const reason = Reason.of("test", "flat")
    return Effect.succeed([{ courier: "ship", service: "parcel", price: dollars, charges, reason }])
  })

  it.effect("is the cheapest that keeps the deadline, and the others are kept with why not", () =>
    Effect.gen(function* () {
      const router = yield* opened([["Berlin", "MUG", 5]])
      yield* taking(orderOf("7", { MUG: 1 }, { deliverBy: Date.UTC(1970, 0, 5) }))
      yield* route("7")
      const { consignments } = Option.getOrThrow(yield* router.explain(keyOf("7")))
      assert.deepStrictEqual(
        consignments.map(({ courier, refused }) => [
          courier,
          ...refused.map((other) => `${other.courier} ${other.because._tag}`),
        ]),
        [["van", "away NoQuote", "slow TooSlow", "truck Dearer"]],
      )
    }).pipe(
      Effect.provide(
        officeOver(Memory.make(), [late, courierOf("truck", "7.00"), none, courierOf("van")]),
      ),
    ),
  )

  it.effect("is a good one beside one that throws, and one whose currency has no rate", () =>
    Effect.gen(function* () {
      const router = yield* opened([["Berlin", "MUG", 5]])
      yield* taking(orderOf("7", { MUG: 1 }))
      yield* route("7")
      const { consignments } = Option.getOrThrow(yield* router.explain(keyOf("7")))
      assert.deepStrictEqual(
        consignments.map(({ courier, refused }) => [
          courier,
          ...refused.map((other) => `${other.courier} ${other.because._tag}`),
        ]),
        [["van", "broken NoQuote", "ship Incomparable"]],
      )
    }).pipe(Effect.provide(officeOver(Memory.make(), [broken, inDollars, courierOf("van")]))),
  )

  it.effect("has to be there: without one nothing is held", () =>
    Effect.gen(function* () {
      yield* opened([["Berlin", "MUG", 5]])
      yield* taking(orderOf("7", { MUG: 1 }))
      assert.include((yield* refusalOf("7")).message, "Berlin is out: no courier was asked")
      assert.strictEqual(yield* heldAt("Berlin"), 0)
      assert.lengthOf(yield* dockets, 0)
    }).pipe(Effect.provide(officeOver(Memory.make(), []))),
  )

  it.effect("takes nothing from some places: the next best is tried, and why not is kept", () =>
    Effect.gen(function* () {
      const router = yield* opened([
        ["Berlin", "MUG", 5],
        ["Ulm", "MUG", 5],
      ])
      yield* taking(orderOf("7", { MUG: 2 }))
      yield* route("7")
      assert.deepStrictEqual([yield* heldAt("Berlin"), yield* heldAt("Ulm")], [0, 2])
      const { plan } = Option.getOrThrow(yield* router.explain(keyOf("7")))
      const [berlin] = plan.candidates
      assert.deepStrictEqual(berlin?.faults.map(Candidate.describe), [
        "is out: no courier takes it: van: from DE without postcode is not served",
      ])
      yield* taking(orderOf("8", { MUG: 4 }))
      const { message } = yield* refusalOf("8")
      assert.include(message, "a courier that takes the parcel of Berlin / 1 more MUG at Ulm")
    }).pipe(Effect.provide(officeOver(Memory.make(), [notFrom("Berlin")]))),
  )

  it.effect("is looked for at every place, however many have none", () =>
    Effect.gen(function* () {
      const names = Array.from({ length: 34 }, (_, n) => `P${n + 10}`)
      const router = yield* opened(
        names.map((name) => [name, "MUG", 1]),
        names.map((name) => placeOf(name)),
      )
      const distances = names.map((place) => ({ place, country: "DE", kilometres: 300 }))
      yield* router.setPolicy({ commandId: "all", policy: { ...policy, distances } })
      yield* taking(orderOf("7", { MUG: 1 }))
      yield* route("7")
      assert.strictEqual(yield* heldAt("P43"), 1)
    }).pipe(
      Effect.provide(
        officeOver(Memory.make(), [notFrom(...Array.from({ length: 33 }, (_, n) => `P${n + 10}`))]),
      ),
    ),
  )

  it.effect("is the channel's own where it wants its label, and the pick-up point's", () =>
    Effect.gen(function* () {
      const router = yield* opened([["Berlin", "MUG", 9]])
      yield* taking(orderOf("7", { MUG: 1 }, { label: "channel" }))
      assert.strictEqual((yield* refusalOf("7"))._tag, "LabelsUnmapped")
      const channelLabels = [{ channel: "csv", courier: "market", service: "standard" }]
      yield* router.setPolicy({ commandId: "labels", policy: { ...policy, channelLabels } })
      yield* route("7")
      yield* taking(orderOf("8", { MUG: 1 }, { pickupPoint: { id: "P1", courier: "van" } }))
      yield* route("8")
      yield* taking(orderOf("9", { MUG: 1 }, { pickupPoint: { id: "P1", courier: "boat" } }))
      assert.strictEqual((yield* refusalOf("9"))._tag, "CourierMissing")
      const found = (yield* dockets).map(({ consignment }) => consignment.courier)
      assert.deepStrictEqual(found.toSorted(), ["market", "van"])
    }).pipe(
      Effect.provide(
        officeOver(Memory.make(), [
          courierOf("bike", "1.00"),
          courierOf("market", "", undefined),
          courierOf("van"),
        ]),
      ),
    ),
  )

  it.effect("or the place, is the one that a rule wants", () =>
    Effect.gen(function* () {
      yield* opened([
        ["Berlin", "MUG", 9],
        ["Ulm", "MUG", 9],
      ])
      const desk = yield* OrderDesk
      const sending = (version: number, to: string) => ({
        commandId: `v${version}`,
        ruleSet: {
          id: "sending",
          version,
          policy: "collect",
          rules: [
            {
              id: "to",
              when: { _tag: "Compare", fact: "units", is: ">", value: 0 },
              outcome: [{ _tag: "Route", to }],
              onUnknown: "skip",
            },
          ],
        },
      })
      yield* desk.review.publish(sending(1, "Ulm"))
      yield* taking(orderOf("7", { MUG: 1 }))
      yield* desk.review.publish(sending(2, "van"))
      yield* taking(orderOf("8", { MUG: 1 }))
      yield* desk.review.publish(sending(3, "Mars"))
      yield* taking(orderOf("9", { MUG: 1 }))
      yield* route("7")
      yield* route("8")
      assert.strictEqual((yield* refusalOf("9"))._tag, "RouteToUnknown")
      const found = (yield* dockets).map(({ consignment: { place, courier } }) => [place, courier])
      assert.sameDeepMembers(found, [
        ["Ulm", "bike"],
        ["Berlin", "van"],
      ])
    }).pipe(
      Effect.provide(officeOver(Memory.make(), [courierOf("bike", "1.00"), courierOf("van")])),
    ),
  )

  it.effect(
    "is asked about each parcel with its weight, its value and what is to be collected",
    () => {
      const asked: Array<Shipment.Shipment> = []
      const van = courierOf("van", "5.00", ({ shipment }) => {
        asked.push(shipment)
        return Effect.succeed([quoteOf("van", "5.00")])
      })
      return Effect.gen(function* () {
        yield* opened([
          ["Berlin", "MUG", 1],
          ["Ulm", "MUG", 2],
        ])
        yield* taking(orderOf("7", { MUG: 3 }, { collect: "33.50", shipping: "5.00" }))
        yield* route("7")
        const values = asked.map(({ parcel, collect }) => [
          parcel.weightGrams,
          parcel.declaredValue && Money.format(parcel.declaredValue),
          collect && Money.format(collect),
        ])
        assert.sameDeepMembers(values, [
          [500, "11.17 EUR", "11.17 EUR"],
          [850, "22.33 EUR", "22.33 EUR"],
        ])
      }).pipe(Effect.provide(officeOver(Memory.make(), [van])))
    },
  )
})

describe("a stale route", () => {
  /** A courier that lets somebody else take Berlin's mugs while it is asked. */
  const thief = (store: ReturnType<typeof Memory.make>, units: number) => {
    let asked = 0
    const office = officeOver(store)
    return {
      times: () => asked,
      courier: courierOf("van", "5.00", () => {
        asked += 1
        const taken = StockLedger.use((ledger) =>
          ledger.hold({
            commandId: "thief",
            holdId: "thief",
            lines: [{ sku: "MUG", place: "Berlin", quantity: units }],
          }),
        )
        return Effect.as(Effect.orDie(Effect.provide(taken, office)), [quoteOf("van", "5.00")])
      }),
    }
  }

  it.effect("routes again, from another place", () => {
    const store = Memory.make()
    const { courier, times } = thief(store, 4)
    return Effect.gen(function* () {
      yield* opened([
        ["Berlin", "MUG", 5],
        ["Ulm", "MUG", 5],
      ])
      yield* taking(orderOf("7", { MUG: 2 }))
      yield* route("7")
      assert.deepStrictEqual([yield* heldAt("Berlin"), yield* heldAt("Ulm")], [4, 2])
      assert.strictEqual(times(), 2)
    }).pipe(Effect.provide(officeOver(store, [courier])))
  })

  it.effect("asks no courier again where its parcels are still the best", () => {
    const store = Memory.make()
    const { courier, times } = thief(store, 1)
    return Effect.gen(function* () {
      yield* opened([["Berlin", "MUG", 5]])
      yield* taking(orderOf("7", { MUG: 2 }))
      yield* route("7")
      assert.strictEqual(yield* heldAt("Berlin"), 3)
      assert.strictEqual(times(), 1)
      const [routed] = (yield* told).filter(({ _tag }) => _tag === "Routed")
      const free = routed?._tag === "Routed" ? routed.plan.availability[0]?.stock[0]?.free : 0
      assert.strictEqual(free, 4)
    }).pipe(Effect.provide(officeOver(store, [courier])))
  })

  it.effect("leaves nothing half-written where nothing is left", () => {
    const store = Memory.make()
    const { courier } = thief(store, 4)
    return Effect.gen(function* () {
      yield* opened([["Berlin", "MUG", 5]])
      yield* taking(orderOf("7", { MUG: 2 }))
      assert.strictEqual((yield* refusalOf("7"))._tag, "NoRoute")
      assert.strictEqual(yield* heldAt("Berlin"), 4)
      assert.strictEqual(yield* stageOf("7"), "released")
      assert.lengthOf(yield* dockets, 0)
    }).pipe(Effect.provide(officeOver(store, [courier])))
  })
})

describe("the capacity of a place", () => {
  it.effect("counts orders and units of the day on which they are begun", () =>
    Effect.gen(function* () {
      yield* opened(
        [
          ["Berlin", "MUG", 9],
          ["Ulm", "MUG", 9],
        ],
        [
          placeOf("Berlin", { ordersPerDay: 2, unitsPerDay: 3 }),
          placeOf("Ulm", { priority: 1, ordersPerDay: 1 }),
        ],
      )
      yield* taking(...["1", "2", "3"].map((id) => orderOf(id, { MUG: 2 })))
      yield* route("1")
      yield* route("2")
      // One unit is left in Berlin, and Ulm takes no further order.
      const refusal = yield* refusalOf("3")
      assert.strictEqual(refusal._tag, "NoRoute")
      assert.include(refusal.message, "has capacity for 0 of 1 orders")
      assert.deepStrictEqual([yield* heldAt("Berlin"), yield* heldAt("Ulm")], [2, 2])
    }).pipe(Effect.provide(officeOver())),
  )
})

describe("the capacity of a place, once it is taken,", () => {
  const begunIn = (place: string) =>
    Effect.gen(function* () {
      const records = yield* Records
      const all = yield* Stream.runCollect(records.all(RoutingRecords.Workloads))
      return all.flatMap((each) => (each.place === place ? [[each.orders, each.units]] : []))
    })
  const limited = [placeOf("Berlin", { ordersPerDay: 2, unitsPerDay: 3 })]

  it.effect("is given back by consignments that do not go", () =>
    Effect.gen(function* () {
      yield* opened([["Berlin", "MUG", 9]], limited)
      yield* taking(orderOf("1", { MUG: 3 }), orderOf("2", { MUG: 3 }))
      const { consignmentIds } = (yield* route("1")).answer
      assert.strictEqual((yield* refusalOf("2"))._tag, "NoRoute")
      const floor = yield* Fulfilment
      const [consignmentId = ""] = consignmentIds
      yield* floor.cancel({ commandId: "c", consignmentId })
      yield* floor.cancel({ commandId: "again", consignmentId })
      assert.deepStrictEqual(yield* begunIn("Berlin"), [[0, 0]])
      yield* route("2")
      yield* floor.reroute({ commandId: "r", order: keyOf("2") })
      const router = yield* Router
      yield* router.route({ commandId: "once more", order: keyOf("1") })
      assert.deepStrictEqual(yield* begunIn("Berlin"), [[1, 3]])
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("is given back by units that are not wanted any more", () =>
    Effect.gen(function* () {
      yield* opened([["Berlin", "MUG", 9]], limited)
      yield* taking(orderOf("1", { MUG: 3 }))
      const [consignmentId = ""] = (yield* route("1")).answer.consignmentIds
      yield* taking(orderOf("1", { MUG: 1 }, { isGift: true }))
      const floor = yield* Fulfilment
      yield* floor.trim({ commandId: "t", consignmentId })
      assert.deepStrictEqual(yield* begunIn("Berlin"), [[1, 1]])
      yield* floor.cancel({ commandId: "c", consignmentId })
      assert.deepStrictEqual(yield* begunIn("Berlin"), [[0, 0]])
    }).pipe(Effect.provide(officeOver())),
  )
})

describe("released orders", () => {
  it.effect(
    "are routed by their deadline; what has no route is left alone until that changes",
    () =>
      Effect.gen(function* () {
        const router = yield* opened([["Berlin", "MUG", 2]])
        const day = 86_400_000
        yield* taking(
          orderOf("late", { MUG: 2 }, { shipBy: 9 * day }),
          orderOf("soon", { MUG: 2 }, { shipBy: 8 * day }),
        )
        const first = yield* router.routeReleased()
        assert.deepStrictEqual(
          [...first.routed, ...first.refused].map(({ order }) => order.externalId),
          ["soon", "late"],
        )
        const { values } = yield* router.unrouted()
        assert.deepStrictEqual(
          values.map(({ order, refusal }) => [order.externalId, refusal.tag]),
          [["late", "NoRoute"]],
        )
        const second = yield* router.routeReleased()
        assert.deepStrictEqual(second, { routed: [], refused: [], unchanged: 1 })
        const ledger = yield* StockLedger
        const lines = [{ sku: "MUG", place: "Ulm", quantity: 2 }]
        yield* ledger.receive({ commandId: "more", lines })
        const third = yield* router.routeReleased()
        assert.deepStrictEqual(
          third.routed.map(({ order }) => order.externalId),
          ["late"],
        )
        assert.lengthOf((yield* router.unrouted()).values, 0)
        assert.deepStrictEqual(
          (yield* told).flatMap(({ _tag }) => (_tag.startsWith("Route") ? [_tag] : [])),
          ["Routed", "RouteFailed", "Routed"],
        )
      }).pipe(Effect.provide(officeOver())),
  )

  it.effect("leave the list of those without a route when they are cancelled or erased", () =>
    Effect.gen(function* () {
      const router = yield* opened([])
      const desk = yield* OrderDesk
      const ids = ["1", "2", "3", "4"]
      yield* taking(...ids.map((id) => orderOf(id, { MUG: 1 })))
      yield* router.routeReleased()
      const waiting = (options?: { readonly limit: number }) =>
        Effect.map(router.unrouted(options), ({ values }) =>
          values.map(({ order }) => order.externalId),
        )
      assert.deepStrictEqual(yield* waiting(), ids)
      const lines = [{ lineId: "1", quantity: 1 }]
      yield* desk.cancelLines({ commandId: "c1", order: keyOf("1"), lines })
      yield* taking(orderOf("2", { MUG: 1 }, { cancellation: "done" }))
      yield* desk.erase({ commandId: "e3", order: keyOf("3"), actor: "dpo" })
      assert.deepStrictEqual(yield* waiting({ limit: 1 }), ["4"])
      assert.deepStrictEqual((yield* router.routeReleased()).refused, [])
      const records = yield* Records
      const kept = yield* Stream.runCollect(records.all(RoutingRecords.UnroutedOrders))
      assert.lengthOf(kept, 1)
    }).pipe(Effect.provide(officeOver())),
  )

  it.effect("are as many as wanted, and those that wait hold up no other", () =>
    Effect.gen(function* () {
      const router = yield* opened([["Berlin", "MUG", 2]])
      yield* taking(
        orderOf("1", { CUP: 1 }),
        orderOf("2", { MUG: 1 }, { placedAt: 1 }),
        orderOf("3", { MUG: 1 }, { placedAt: 2 }),
      )
      const one = yield* router.routeReleased({ limit: 1 })
      assert.deepStrictEqual([one.routed.length, one.refused.length], [0, 1])
      const two = yield* router.routeReleased({ limit: 1 })
      assert.deepStrictEqual(
        [two.unchanged, ...two.routed.map(({ order }) => order.externalId)],
        [1, "2"],
      )
    }).pipe(Effect.provide(officeOver())),
  )
})

describe("what is kept of a route", () => {
  it.effect("says nothing of where a person lives", () =>
    Effect.gen(function* () {
      const router = yield* opened([["Berlin", "MUG", 2]])
      yield* router.setPlace({
        commandId: "only",
        profile: placeOf("Ulm", { shipsTo: [{ country: "DE", regions: ["Saxony"] }] }),
      })
      yield* taking(orderOf("7", { MUG: 1 }), orderOf("8", { MUG: 5 }), orderOf("9", { MUG: 1 }))
      yield* router.routeReleased()
      const store = yield* Store
      const { entries } = yield* store.journal("default", { limit: 1_000 })
      const collections = ["order-route", "order-unrouted", "docket", "routing-workload"]
      const pages = yield* Effect.forEach(collections, (collection) =>
        store.query("default", { collection, limit: 100 }),
      )
      const kept = JSON.stringify([entries, pages])
      assert.include(kept, "NoRoute")
      for (const personal of ["Ada", "Elm", "53111", "Rhineland", "Bonn", "170 555"])
        assert.notInclude(kept, personal)
    }).pipe(Effect.provide(officeOver(Memory.make(), [courierOf("van"), nowhere]))),
  )
  const nowhere = courierOf("nowhere", "0", () =>
    Effect.fail(
      new NotEligible({
        courier: "nowhere",
        operation: "quote",
        reasons: [{ _tag: "NotServed", end: "to", country: "DE", postcode: "53111" }],
      }),
    ),
  )
})

describe("a parcel for a quote", () => {
  it("is of the most dangerous battery, and as high as its units", () => {
    const item = {
      sku: "LAMP",
      weightGrams: 900,
      size: { lengthMm: 400, widthMm: 80, heightMm: 90 },
    }
    const usual = { lengthMm: 300, widthMm: 200, heightMm: 100 }
    assert.deepStrictEqual(RouteShipment.boxOf(usual, [{ item, quantity: 4 }]), {
      lengthMm: 400,
      widthMm: 320,
      heightMm: 100,
    })
  })
  it("begins on the next working day after the cut-off", () => {
    const workdays = Workdays.mondayToFriday
    const profile = { cutOff: "15:00", zone: "Europe/Berlin", workdays }
    const friday = Date.UTC(2026, 10, 20, 14)
    assert.strictEqual(Profile.beginsOn(profile, friday), "2026-11-20")
    assert.strictEqual(Profile.beginsOn(profile, friday + 1), "2026-11-23")
  })
})
