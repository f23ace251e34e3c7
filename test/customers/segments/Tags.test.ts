import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Segment, SegmentFacts, SegmentReason, Tags } from "entrepot/customers"
import { Decimal, Money } from "entrepot/kernel"
import { Condition, Conditions, Engine, Fact, Facts, Trace } from "entrepot/rules"

import { day, historyOf, type Placed, setting, settingWithRates } from "./support/histories.ts"

/** The tags of a customer with these orders, so many days after the first instant. */
const tagsOf = (days: number, placed: ReadonlyArray<Placed>): ReadonlyArray<string> =>
  Tags.shipped(Money.of(100, "EUR")).flatMap((segment) => {
    const compiled = Result.getOrThrow(Segment.compile(segment))
    const { member } = Result.getOrThrow(
      Segment.membership(compiled, historyOf(placed), days * day, setting),
    )
    return member ? [segment.id] : []
  })

const onDay = (days: number, rest: Omit<Placed, "at"> = {}): Placed => ({ at: days * 4, ...rest })

describe("the tags that ship", () => {
  it("high value: whoever brought the revenue within a year, until an order is too old", () => {
    const orders = [onDay(0, { goods: 60 }), onDay(10, { goods: 40 })]
    assert.deepStrictEqual(tagsOf(11, orders), ["high-value"])
    assert.deepStrictEqual(tagsOf(11, [onDay(0, { goods: 60 }), onDay(10, { goods: 39 })]), [])
    const compiled = Result.getOrThrow(
      Segment.compile(Tags.highValue({ revenue: Money.of(100, "EUR") })),
    )
    const { validUntil } = Result.getOrThrow(
      Segment.membership(compiled, historyOf(orders), 11 * day, setting),
    )
    assert.strictEqual(validUntil, 365 * day)
  })

  it("high value: less what a note of its own takes back, until both are too old", () => {
    const rich = Result.getOrThrow(
      Segment.compile(Tags.highValue({ revenue: Money.of(100, "EUR"), days: 10 })),
    )
    const history = historyOf(
      [onDay(0, { goods: 120 }), onDay(4, { goods: 80 })],
      [],
      [{ at: 8, amount: 110, units: 1 }],
    )
    const told = [0, 2, 4, 10, 12, 14].map((days) => {
      const asked = Segment.membership(rich, history, days * day, setting)
      const { member, validUntil = 0 } = Result.getOrThrow(asked)
      return [days, member, validUntil / day]
    })
    assert.deepStrictEqual(told, [
      [0, true, 2],
      [2, false, 0],
      [4, false, 0],
      [10, false, 0],
      [12, false, 0],
      [14, false, 0],
    ])
  })

  it("dormant: whoever bought something, and nothing for half a year", () => {
    assert.deepStrictEqual(tagsOf(179, [onDay(0)]), [])
    assert.deepStrictEqual(tagsOf(180, [onDay(0)]), ["dormant"])
    assert.deepStrictEqual(tagsOf(180, []), [])
  })

  it("coupon hunter: of three orders or more four of five had a coupon", () => {
    const coupons = ["SPRING"]
    const hunted = [1, 2, 3, 4].map((days) => onDay(days, { coupons }))
    assert.deepStrictEqual(tagsOf(9, [...hunted, onDay(5)]), ["coupon-hunter"])
    assert.deepStrictEqual(tagsOf(9, [...hunted, onDay(5), onDay(6)]), [])
    assert.deepStrictEqual(tagsOf(9, hunted.slice(0, 2)), [])
  })

  it("price sensitive: the seventh part of the price was taken off", () => {
    const reduced = [1, 2, 3].map((days) => onDay(days, { goods: 20, discount: 3 }))
    assert.deepStrictEqual(tagsOf(9, reduced), ["price-sensitive"])
    assert.deepStrictEqual(tagsOf(9, [...reduced, onDay(4)]), [])
  })

  it("price sensitive: in whichever currency, and in several by their rates", () => {
    const reduced = (currency: "CNY" | "USD") =>
      [1, 2, 3].map((days) => onDay(days, { goods: 100, discount: 40, currency }))
    const tag = Result.getOrThrow(Segment.compile(Tags.priceSensitive()))
    const inYuan = Segment.membership(tag, historyOf(reduced("CNY")), 9 * day, setting)
    assert.isTrue(Result.getOrThrow(inYuan).member)
    const mixed = [...reduced("USD"), onDay(4, { goods: 5 })]
    const shareBy = (by: SegmentFacts.Setting) =>
      SegmentFacts.reader(historyOf(mixed), by)(9 * day).discountShare?.toFixed()
    // Two dollars are a euro: 60 of 155.
    assert.strictEqual(shareBy(settingWithRates), "0.3871")
    assert.isUndefined(shareBy(setting))
  })

  it("follower of new products: every second order has something that is new", () => {
    const sku = "NEW"
    assert.deepStrictEqual(tagsOf(9, [onDay(1, { sku }), onDay(2)]), ["new-product-follower"])
    assert.deepStrictEqual(tagsOf(9, [onDay(1, { sku }), onDay(2), onDay(3)]), [])
    // Its sale began at the first instant.
    assert.deepStrictEqual(tagsOf(39, [onDay(30, { sku }), onDay(31, { sku })]), [])
  })

  it("say why", () => {
    const sold = { goods: 50, discount: 10, coupons: ["SPRING"], sku: "NEW" }
    const orders = [0, 1, 2].map((days) => onDay(days, sold))
    const why = Tags.shipped(Money.of(100, "EUR")).map((segment) => {
      const compiled = Result.getOrThrow(Segment.compile(segment))
      const asked = Segment.membership(compiled, historyOf(orders), 200 * day, setting)
      const { member, reason } = Result.getOrThrow(asked)
      assert.isTrue(member, segment.id)
      return [segment.id, SegmentReason.of(reason)]
    })
    const revenue = { asks: "Sum", fact: "takings", of: "revenue", rows: 3, among: 3 }
    const euros = (amount: string) => ({ currency: "EUR", amount })
    const ofYear = { fact: "ordersInYear", value: 3 }
    assert.deepStrictEqual(Object.fromEntries(why), {
      "high-value": {
        saw: [],
        counted: [{ ...revenue, sums: [euros("120")], is: ">=", value: euros("100") }],
      },
      dormant: { saw: [{ fact: "daysSinceLastOrder", value: 198 }] },
      "coupon-hunter": { saw: [ofYear, { fact: "couponShare", value: "1" }] },
      "price-sensitive": { saw: [ofYear, { fact: "discountShare", value: "0.2" }] },
      "new-product-follower": { saw: [ofYear, { fact: "newShare", value: "1" }] },
    })
  })

  it("say of which orders each count and sum was, currency by currency", () => {
    const { all, count, every, not, some, sum } = Conditions.over(SegmentFacts.declared)
    const when = all(
      some("orders", (order) => order.compare("daysAgo", ">", 5)),
      not(every("orders", (order) => order.equals("channel", "till"))),
      count("orders", ">=", 1, (order) => order.equals("channel", "till")),
      sum("orders", "revenue", ">=", Money.of(20, "EUR")),
      sum("orders", "units", ">", 2),
      sum("orders", "discountShare", "<", Decimal.of(1)),
    )
    const compiled = Result.getOrThrow(Segment.compile({ id: "some", version: 1, when }))
    const orders = [
      onDay(0, { goods: 10 }),
      onDay(1, { goods: 12, discount: 2, channel: "till" }),
      onDay(9, { goods: 10, currency: "USD" }),
    ]
    const asked = Segment.membership(compiled, historyOf(orders), 9 * day, settingWithRates)
    const { counted = [] } = SegmentReason.of(Result.getOrThrow(asked).reason)
    assert.deepStrictEqual(
      counted.map(({ asks, rows, among }) => [asks, rows, among]),
      [
        ["Some", 2, 3],
        ["Every", 1, 3],
        ["Count", 1, 3],
        ["Sum", 3, 3],
        ["Sum", 3, 3],
        ["Sum", 3, 3],
      ],
    )
    assert.deepStrictEqual(
      counted.flatMap(({ sums }) => (sums === undefined ? [] : [sums])),
      [
        [
          { currency: "EUR", amount: "20" },
          { currency: "USD", amount: "10" },
        ],
        [3],
        ["0.1667"],
      ],
    )
  })

  it("say nothing of what is personal but that it was asked about", () => {
    const facts = Facts.make({
      calls: Fact.rows({ minutes: Fact.integer() }, { personal: true }),
    })
    const { sum } = Conditions.over(facts)
    const ruleSet = {
      id: "talks",
      version: 1,
      policy: "collect" as const,
      rules: [
        {
          id: "much",
          when: sum("calls", "minutes", ">", 4711),
          outcome: "yes",
          onUnknown: "skip" as const,
        },
      ],
    }
    const engine = Result.getOrThrow(Engine.compile(facts, ruleSet))
    const traces = Trace.of(engine, { calls: [{ minutes: 4712 }] }, { at: 0 }, "key")
    assert.deepStrictEqual(SegmentReason.of(traces), { saw: [] })
  })
})

describe("the numbers of a tag", () => {
  it("are refused where they mean nothing, with which it is", () => {
    const couponShare = "80"
    assert.throws(
      () => Tags.couponHunter({ couponShare }),
      RangeError,
      "couponShare is a share from 0 to 1, and 80 was given",
    )
    assert.throws(() => Tags.priceSensitive({ discountShare: "-0.1" }), RangeError, "discountShare")
    assert.throws(() => Tags.newProductFollower({ newShare: "1.01" }), RangeError, "newShare")
    assert.throws(() => Tags.newProductFollower({ orders: 0 }), RangeError, "orders")
    for (const days of [-5, 0, 1.5, Number.NaN]) {
      const refused = `days is a whole number from 1 on, and ${days} was given`
      assert.throws(() => Tags.dormant({ days }), RangeError, refused)
      const revenue = Money.of(1, "EUR")
      assert.throws(() => Tags.highValue({ revenue, days }), RangeError, refused)
    }
    for (const share of ["0", "1"]) assert.isObject(Tags.couponHunter({ couponShare: share }))
    assert.isObject(Tags.dormant({ days: 1 }))
  })
})

describe("a segment", () => {
  it("is refused where it asks for what is not known of customers, or never settles", () => {
    const refused = (when: Condition.Condition): string => {
      const compiled = Segment.compile({ id: "odd", version: 1, when })
      return Result.isFailure(compiled) ? compiled.failure.message : "it was taken"
    }
    assert.match(refused({ _tag: "Compare", fact: "height", is: ">", value: 1 }), /height/)
    assert.match(
      refused({ _tag: "Sum", fact: "orders", of: "daysAgo", is: ">", value: 1 }),
      /never settled/,
    )
  })

  it("cannot be told of amounts of orders without a rate", () => {
    const segment = Tags.highValue({ revenue: Money.of(100, "USD") })
    const compiled = Result.getOrThrow(Segment.compile(segment))
    const told = Segment.membership(compiled, historyOf([onDay(0)]), day, setting)
    assert.strictEqual(Result.isFailure(told) && told.failure._tag, "RatesMissing")
  })

  it("has nobody whose revenue is missing for want of a rate, and says so", () => {
    const inDollars = { ...setting, currency: "USD" } as const
    const asked = (segment: Segment.Segment): Segment.Membership => {
      const compiled = Result.getOrThrow(Segment.compile(segment))
      return Result.getOrThrow(
        Segment.membership(compiled, historyOf([onDay(0)]), 200 * day, inDollars),
      )
    }
    const { all, any, compare } = Conditions.over(SegmentFacts.declared)
    const little = compare("revenue", "<", Money.of(1_000, "USD"))
    const small = compare("averageOrderValue", "<", Money.of(1_000, "USD"))
    const { member, reason } = asked({ id: "poor", version: 1, when: all(little, small) })
    assert.isFalse(member)
    assert.deepStrictEqual(reason.saw, [{ fact: "revenue" }, { fact: "averageOrderValue" }])
    assert.strictEqual(reason.rules[0]?.truth, "unknown")
    const dormant = Tags.dormant()
    assert.isTrue(asked(dormant).member)
    assert.isTrue(asked({ ...dormant, when: any(little, dormant.when) }).member)
  })

  it("counts a consent until one record of the customer withdraws it", () => {
    const about = { purpose: "newsletter", means: "email", proof: "form-1" }
    const web = [{ ...about, statementId: "s1", standing: "given", at: 0 }] as const
    const till = [{ ...about, statementId: "s2", standing: "withdrawn", at: 5 * day }] as const
    const { has } = Conditions.over(SegmentFacts.declared)
    const when = has("consents", "any", ["newsletter by email"])
    const compiled = Result.getOrThrow(Segment.compile({ id: "reachable", version: 1, when }))
    const history = { trades: [], moments: [], consents: [web, till] }
    const { member, validUntil } = Result.getOrThrow(
      Segment.membership(compiled, history, day, setting),
    )
    assert.deepStrictEqual([member, validUntil], [true, 5 * day])
  })

  it("begins to know of an order when it is placed", () => {
    const read = SegmentFacts.reader(historyOf([onDay(2)]), setting)
    assert.strictEqual(read(2 * day - 1).ordersInYear, 0)
    assert.strictEqual(read(2 * day).ordersInYear, 1)
  })
})
