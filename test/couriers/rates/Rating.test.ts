import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  Eligibility,
  Postcodes,
  Quote,
  RateTableCheck,
  Rating,
  type Shipment,
} from "entrepot/couriers"
import { Money } from "entrepot/kernel"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { eur, shipmentOf, table, tableJson, toPostcode } from "../support/given.ts"

const [service] = table.services
const quote = (shipment: Shipment.Shipment) => Rating.quote("post", table, service, shipment)

const chargesOf = (shipment: Shipment.Shipment) =>
  Result.getOrThrow(quote(shipment)).charges.map(
    ({ name, amount }) => `${name} ${Money.format(amount)}`,
  )
const reasonsOf = (shipment: Shipment.Shipment) => {
  const found = quote(shipment)
  return Result.isFailure(found) ? found.failure.map(Eligibility.describe) : []
}

describe("a price by a rate table", () => {
  it("is the carriage of zone and billed weight, and each surcharge, exact to the cent", () => {
    assert.deepStrictEqual(chargesOf(shipmentOf()), [
      "carriage 4.99 EUR",
      "fuel 0.62 EUR",
      "toll 0.06 EUR",
    ])
    const all = shipmentOf(
      { to: toPostcode("6020", "AT"), collect: eur("250.00") },
      { lengthMm: 1_100, weightGrams: 6_100, battery: "UN3481" },
    )
    // 6100 g is billed as 6500 g: 13.99 and two begun kilograms.
    assert.deepStrictEqual(chargesOf(all), [
      "carriage 16.19 EUR",
      "fuel 2.02 EUR",
      "mountains 3.00 EUR",
      "collection 5.00 EUR",
      "oversize 20.00 EUR",
      "lithium 1.00 EUR",
      "toll 0.47 EUR",
    ])
  })

  it("tells its zone and weights as data", () => {
    const { reason, transitDays } = Result.getOrThrow(quote(shipmentOf({}, { heightMm: 400 })))
    const inputs = reason.inputs.slice(0, 6).map(({ name, value }) => `${name} ${value}`)
    assert.deepStrictEqual(inputs, [
      "table post-2026",
      "service parcel",
      "zone home",
      "weightGrams 2000",
      "volumetricGrams 4800",
      "billedGrams 5000",
    ])
    assert.strictEqual(transitDays, 2)
  })

  it("is refused with every reason", () => {
    const far = shipmentOf(
      { to: toPostcode("8001", "CH"), shipOn: "2027-01-01" },
      { weightGrams: 32_000, battery: "UN3480" },
    )
    assert.deepStrictEqual(reasonsOf(far), [
      "shipped on 2027-01-01, but valid from 2026-01-01 to 2026-12-31",
      "32000 g, at most 31500 g",
      "lithium batteries UN3480 are not taken",
      "to CH 8001 is not served",
    ])
    assert.deepStrictEqual(reasonsOf(shipmentOf({ to: toPostcode("27498") })), [
      "to DE 27498 is not served",
    ])
    assert.deepStrictEqual(reasonsOf(shipmentOf({ to: toPostcode("18565") })), [
      "to DE 18565 is not served",
    ])
    const sizes = { lengthMm: 1_200, widthMm: 600, heightMm: 600 }
    assert.deepStrictEqual(reasonsOf(shipmentOf({}, sizes)), ["86500 g by volume, at most 40000 g"])
    const dollars = shipmentOf({ collect: Money.of("10", "USD") })
    assert.deepStrictEqual(reasonsOf(dollars), ["the collection is in USD, and the limit in EUR"])
    const dear = shipmentOf({ collect: eur("300.01") }, { declaredValue: eur("500.01") })
    assert.deepStrictEqual(reasonsOf(dear), [
      "worth 500.01 EUR, at most 500.00 EUR",
      "300.01 EUR on delivery, at most 300.00 EUR",
    ])
  })
})

const sizeOf = fc.integer({ min: 50, max: 700 })
const parcelOf = fc.record({
  lengthMm: sizeOf,
  widthMm: sizeOf,
  heightMm: sizeOf,
  weightGrams: fc.integer({ min: 200, max: 31_500 }),
})
const postcodeOf = fc.constantFrom("53111", "18565", "27498", "1010", "6020")
const countryOf = fc.constantFrom("DE", "AT", "CH")
const shipmentsOf = fc
  .record({ parcel: parcelOf, postcode: postcodeOf, country: countryOf })
  .map(({ parcel, postcode, country }) => shipmentOf({ to: toPostcode(postcode, country) }, parcel))

type Rate = (shipment: Shipment.Shipment) => ReturnType<typeof Rating.quote>

const isQuote = Schema.is(Schema.toType(Quote.Quote))

/** Every quote is what the port says: its charges come to its price in whole cents. */
const chargesComeToThePrice = (rate: Rate) =>
  fc.property(shipmentsOf, (shipment) => {
    const found = rate(shipment)
    if (Result.isSuccess(found)) assert.isTrue(isQuote(found.success))
  })

/** How a parcel lies, and grams that stay within a step, change nothing. */
const turningChangesNothing = (rate: Rate) =>
  fc.property(shipmentsOf, (shipment) => {
    const { lengthMm, widthMm, heightMm } = shipment.parcel
    const turned = { lengthMm: widthMm, widthMm: heightMm, heightMm: lengthMm }
    const parcel = { ...shipment.parcel, ...turned }
    const [one, other] = [rate({ ...shipment, parcel }), rate(shipment)].map((of) =>
      JSON.stringify(of),
    )
    assert.strictEqual(one, other)
  })

/** A heavier parcel is never cheaper by this table, whose steps rise. */
const heavierIsNotCheaper = (rate: Rate) =>
  fc.property(shipmentsOf, fc.integer({ min: 1, max: 9_000 }), (shipment, more) => {
    const weightGrams = shipment.parcel.weightGrams + more
    const parcel = { ...shipment.parcel, weightGrams }
    const [light, heavy] = [rate(shipment), rate({ ...shipment, parcel })]
    if (Result.isFailure(heavy)) return
    if (Result.isFailure(light)) return assert.fail("only the heavier one is taken")
    const difference = Money.minus(heavy.success.price, light.success.price)
    assert.isFalse(Result.getOrThrow(difference).amount.isNegative())
  })

describe("the laws of rating", () => {
  it("charges come to the price, in whole minor units", () => {
    holds(chargesComeToThePrice(quote))
    kills(
      chargesComeToThePrice((shipment) =>
        Result.map(quote(shipment), (of) => ({ ...of, price: of.charges[0].amount })),
      ),
    )
  })

  it("a parcel may be turned", () => {
    holds(turningChangesNothing(quote))
    kills(
      turningChangesNothing((shipment) =>
        shipment.parcel.lengthMm > 600
          ? Result.fail([{ _tag: "TooLong", lengthMm: shipment.parcel.lengthMm, limitMm: 600 }])
          : quote(shipment),
      ),
    )
  })

  it("a heavier parcel is not cheaper", () => {
    holds(heavierIsNotCheaper(quote))
    kills(
      heavierIsNotCheaper((shipment) => {
        const { weightGrams } = shipment.parcel
        return weightGrams > 5_000
          ? quote({ ...shipment, parcel: { ...shipment.parcel, weightGrams: weightGrams - 4_500 } })
          : quote(shipment)
      }),
    )
  })
})

const faultsOf = (
  change: (json: ReturnType<typeof tableJson>) => unknown,
): ReadonlyArray<string> => {
  const json = tableJson()
  change(json)
  const read = RateTableCheck.parse(json)
  return Result.isFailure(read)
    ? read.failure.message.split(": ").slice(1).join(": ").split("; ")
    : []
}

describe("a rate table", () => {
  it("is read where it leaves nothing open", () => {
    assert.deepStrictEqual(
      faultsOf(() => undefined),
      [],
    )
  })

  it("names weights without a price, and with two", () => {
    const where = "service parcel, zone home"
    assert.deepStrictEqual(
      faultsOf((json) => json.services[0]?.rates[0]?.steps.splice(1, 1)),
      [`${where}: no price over 2000 g up to 5000 g`],
    )
    assert.deepStrictEqual(
      faultsOf((json) => json.services[0]?.rates[0]?.steps.splice(2, 1)),
      [`${where}: no price over 5000 g up to 40000 g`],
    )
    const twice = { overGrams: 1_000, uptoGrams: 3_000, price: "1.00" }
    assert.deepStrictEqual(
      faultsOf((json) => json.services[0]?.rates[0]?.steps.push(twice)),
      [
        `${where}: two prices over 1000 g up to 2000 g`,
        `${where}: two prices over 2000 g up to 3000 g`,
      ],
    )
  })

  it("names zones that are unknown, unpriced, double, overlapping or full of holes", () => {
    assert.deepStrictEqual(
      faultsOf((json) => json.services[0]?.without.splice(0, 1, "moon")),
      ["service parcel: there is no zone moon", "service parcel: no price for zone islands"],
    )
    assert.deepStrictEqual(
      faultsOf((json) =>
        json.notServed.push({ country: "DE", postcodes: [{ from: "18", to: "19" }] }),
      ),
      ["DE 18565… is in islands and in notServed"],
    )
    assert.deepStrictEqual(
      faultsOf((json) => json.notServed.push({ country: "AT" })),
      ["AT (the rest) is in near and in notServed"],
    )
    assert.deepStrictEqual(
      faultsOf((json) =>
        json.notServed.push({
          country: "FR",
          postcodes: [
            { from: "00", to: "19" },
            { from: "21", to: "98" },
          ],
        }),
      ),
      ["FR 20… is in no zone", "FR 99… is in no zone"],
    )
  })

  it("names what does not decode, with its path", () => {
    const [fault] = faultsOf((json) => (json.currency = "EURO"))
    assert.include(fault, "ISO 4217")
    const kilograms = { overGrams: 0, uptoGrams: 0.5, price: "1.00" }
    assert.include(
      faultsOf((json) => json.services[0]?.rates[0]?.steps.push(kilograms)).join(),
      "whole grams",
    )
  })
})

const rangeOf = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 30 }))
  .map(([from, more]) => ({
    from: String(from).padStart(2, "0"),
    to: String(Math.min(99, from + more)).padStart(2, "0"),
  }))

/** A hole is a beginning that no range has, and without holes every postcode has one. */
const holesAreWhatIsLeft = (holes: typeof Postcodes.holes) =>
  fc.property(fc.array(rangeOf, { minLength: 1, maxLength: 8 }), (ranges) => {
    const isIn = (prefix: string) => ranges.some(({ from, to }) => from <= prefix && prefix <= to)
    const left = Array.from({ length: 100 }, (_, at) => String(at).padStart(2, "0")).filter(
      (prefix) => !isIn(prefix),
    )
    // Each gap is told by where it begins.
    const begun = left.filter(
      (prefix) => !left.includes(String(Number(prefix) - 1).padStart(2, "0")),
    )
    const told = holes(ranges).map((prefix) => prefix.padEnd(2, "0"))
    assert.deepStrictEqual(told, begun)
  })

it("the holes between postcodes are what no range has", () => {
  holds(holesAreWhatIsLeft(Postcodes.holes))
  kills(holesAreWhatIsLeft((ranges) => Postcodes.holes(ranges).slice(1)))
})
