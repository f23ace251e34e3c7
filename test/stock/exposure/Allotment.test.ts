import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Reason } from "entrepot/kernel"
import { Allotment } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { settingsOf } from "./support/channels.ts"

type Allot = typeof Allotment.allot
type Settings = Partial<Allotment.ChannelSettings>

const units = (units: number): Settings => ({ quota: { _tag: "Units", units } })
const share = (basisPoints: number): Settings => ({ quota: { _tag: "Share", basisPoints } })
const asks = (...settings: ReadonlyArray<Settings>): ReadonlyArray<Allotment.Ask> =>
  settings.map((some, at) => ({
    channel: `channel-${at}`,
    settings: { ...Allotment.showAll, ...some },
  }))
const shown = (available: number, sharing: Allotment.Sharing, ...settings: Array<Settings>) =>
  Allotment.allot(available, sharing, asks(...settings)).map(({ quantity }) => quantity)
const bounds = (available: number, ...settings: Array<Settings>) =>
  Allotment.allot(available, "shared", asks(...settings)).map(({ bound }) => bound)

const asksOf = fc.array(fc.record({ channel: fc.constantFrom("a", "b"), settings: settingsOf }), {
  maxLength: 4,
})
const sum = (allotted: ReadonlyArray<Allotment.Allotted>) =>
  allotted.reduce((total, { quantity }) => total + quantity, 0)

const exclusiveUnitsAreShownOnce = (allot: Allot) =>
  fc.property(fc.nat({ max: 9 }), asksOf, (available, asks) => {
    assert.isAtMost(sum(allot(available, "exclusive", asks)), available)
  })

const nobodyShowsMoreThanIsFree = (allot: Allot) =>
  fc.property(
    fc.nat({ max: 9 }),
    fc.constantFrom("shared" as const, "exclusive" as const),
    asksOf,
    (available, sharing, asks) => {
      for (const [at, { quantity, cap = available }] of allot(available, sharing, asks).entries()) {
        const { sells = false, buffer = 0, minimum = 0, quota } = asks[at]?.settings ?? {}
        const most = sells ? Math.max(0, Math.min(available - buffer, cap)) : 0
        assert.strictEqual(quantity, most < minimum ? 0 : most)
        if (quota?._tag === "Units") assert.isAtMost(quantity, quota.units)
      }
    },
  )

const sharedAlways: Allot = (available, _, asks) => Allotment.allot(available, "shared", asks)
/** Every share is cut from the whole, and rounded up. */
const roundingUp: Allot = (available, sharing, asks) =>
  Allotment.allot(available, sharing, asks).map((allotted, at) => {
    const { quota, buffer = 0 } = asks[at]?.settings ?? {}
    return quota?._tag === "Share" && allotted.quantity > 0
      ? {
          ...allotted,
          quantity: Math.min(
            Math.max(0, available - buffer),
            Math.ceil((available * quota.basisPoints) / 10_000),
          ),
        }
      : allotted
  })
const withoutBuffer: Allot = (available, sharing, asks) =>
  Allotment.allot(
    available,
    sharing,
    asks.map(({ channel, settings }) => ({ channel, settings: { ...settings, buffer: 0 } })),
  )

describe("an allotment", () => {
  it("shows the whole on every channel where units are shared", () => {
    assert.deepStrictEqual(shown(10, "shared", {}, {}), [10, 10])
  })

  it("keeps the buffer back and stops at the quota", () => {
    assert.deepStrictEqual(
      shown(10, "shared", { buffer: 3 }, units(4), { buffer: 8, ...units(4) }, { buffer: 11 }),
      [7, 4, 2, 0],
    )
  })

  it("takes a share of what is available, rounded to the nearest unit", () => {
    assert.deepStrictEqual(shown(10, "shared", share(2_500), share(1_000)), [3, 1])
    assert.deepStrictEqual(shown(10, "shared", share(1), share(10_000)), [0, 10])
  })

  it("shows nothing below the minimum, and nothing on a channel that does not sell", () => {
    assert.deepStrictEqual(
      shown(2, "shared", { minimum: 3 }, { minimum: 2 }, { sells: false }),
      [0, 2, 0],
    )
  })

  it("serves exclusive units first, then shares, then channels without a quota", () => {
    assert.deepStrictEqual(
      shown(20, "exclusive", units(5), share(5_000), {}, { sells: false, ...units(9) }),
      [5, 8, 7, 0],
    )
  })

  it("cuts exclusive units in proportion where they are too many, however large", () => {
    assert.deepStrictEqual(shown(5, "exclusive", units(2), units(8), {}), [1, 4, 0])
    const most = Number.MAX_SAFE_INTEGER
    assert.deepStrictEqual(shown(most, "exclusive", units(most), units(most)), [
      (most + 1) / 2,
      (most - 1) / 2,
    ])
  })

  it("divides all by shares that come to more than a whole", () => {
    assert.deepStrictEqual(shown(9, "exclusive", share(10_000), share(5_000), {}), [6, 3, 0])
  })

  it("says which limit bound", () => {
    assert.deepStrictEqual(
      bounds(5, {}, { buffer: 1 }, units(2), units(5), { minimum: 6 }, { sells: false }),
      ["Available", "Buffer", "Quota", "Available", "Minimum", "Closed"],
    )
  })

  it("explains a quantity as data that can be kept", () => {
    const settings = { ...Allotment.showAll, ...units(2) }
    const [allotted] = Allotment.allot(5, "shared", [{ channel: "ebay", settings }])
    if (allotted === undefined) return assert.fail("nothing was allotted")
    const reason = Allotment.explain(5, "shared", settings, allotted)
    assert.isTrue(Schema.is(Reason.Reason)(reason))
    assert.strictEqual(reason.text, "ebay shows 2, bound by its quota")
    assert.deepInclude(reason.inputs, { name: "capUnits", value: 2 })
  })

  it("never shows more exclusive units in all than there are", () => {
    holds(exclusiveUnitsAreShownOnce(Allotment.allot))
    kills(exclusiveUnitsAreShownOnce(sharedAlways))
    kills(exclusiveUnitsAreShownOnce(roundingUp))
  })

  it("never shows more on a channel than its settings leave it, nor less", () => {
    holds(nobodyShowsMoreThanIsFree(Allotment.allot))
    kills(nobodyShowsMoreThanIsFree(withoutBuffer))
  })
})
