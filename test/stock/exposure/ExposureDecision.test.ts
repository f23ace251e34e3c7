import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  Allotment,
  Exposure,
  ExposureBook,
  type ExposureCommand,
  ExposureDecision,
  ExposureEvent,
  type ExposureRefusal,
  NeverPublished,
  UnknownChannel,
} from "entrepot/stock"

type Command = ExposureCommand.ExposureCommand
type Event = ExposureEvent.ExposureEvent

const sku = "MUG"
const channel = "ebay"
const configured = (settings: Partial<Allotment.ChannelSettings> = {}): Event => ({
  _tag: "Configured",
  sku,
  channel,
  settings: { ...Allotment.showAll, ...settings },
})
const published = (version: number, quantity: number, ledgerVersion = version): Event => ({
  _tag: "Published",
  sku,
  channel,
  version,
  quantity,
  ledgerVersion,
})
const accepted = (version: number, quantity: number): Event => ({
  _tag: "Accepted",
  sku,
  channel,
  version,
  quantity,
})
const rejected = (version: number, quantity: number): Event => ({
  _tag: "Rejected",
  sku,
  channel,
  version,
  quantity,
})
const publish = (available: number, ledgerVersion: number, soldOn?: string): Command => ({
  _tag: "Publish",
  available,
  ledgerVersion,
  ...(soldOn === undefined ? {} : { soldOn }),
})
const answer = (
  version: number,
  quantity: number,
  outcome: ExposureCommand.Outcome = "accepted",
): Command => ({ _tag: "Answer", channel, version, quantity, outcome })
const observe = (quantity: number, asOf = 0): Command => ({
  _tag: "Observe",
  channel,
  quantity,
  asOf,
})

const exposureOf = (...events: ReadonlyArray<Event>) =>
  events.reduce(ExposureBook.evolve, Exposure.empty(sku))
const onEbay = (...events: ReadonlyArray<Event>): Exposure.ChannelExposure => {
  const known = Exposure.onChannel(exposureOf(...events), channel)
  return known ?? assert.fail("it is not on the channel")
}

const given = (...events: ReadonlyArray<Event>) => ({
  when: (command: Command) => {
    const decision = ExposureDecision.decide(exposureOf(...events), command)
    return {
      tells: (...expected: ReadonlyArray<Event>): void =>
        assert.deepStrictEqual(Result.getOrUndefined(decision), expected),
      refuses: (expected: ExposureRefusal): void => {
        const { ...fields } = Result.isFailure(decision) ? decision.failure : {}
        const { ...wanted } = expected
        assert.deepStrictEqual(fields, wanted)
      },
    }
  },
})

describe("a channel of an item", () => {
  it("is told what is available when it is configured, even if that is nothing", () => {
    const { settings } = onEbay(configured())
    const configure: Command = {
      _tag: "Configure",
      channel,
      settings,
      available: 0,
      ledgerVersion: 7,
    }
    given()
      .when(configure)
      .tells(configured(), published(1, 0, 7))
    given(configured(), published(1, 0, 7))
      .when(configure)
      .tells()
  })

  it("is told the new quantity when the stock changes", () => {
    given(configured(), published(1, 5)).when(publish(3, 2)).tells(published(2, 3))
  })

  it("is told nothing while the quantity to show stays the same", () => {
    given(configured(), published(1, 5)).when(publish(5, 2)).tells()
    const quota = { _tag: "Units", units: 2 } as const
    given(configured({ quota }), published(1, 2)).when(publish(4, 2)).tells()
  })

  it("is told the same quantity again after it sold, since it counted down by itself", () => {
    const quota = { _tag: "Units", units: 2 } as const
    const before = [configured({ quota }), published(1, 2, 1)]
    given(...before)
      .when(publish(4, 2, channel))
      .tells(published(2, 2, 2))
    given(...before)
      .when(publish(4, 2, "shop"))
      .tells()
    given(...before)
      .when(publish(4, 1, channel))
      .tells()
  })

  it("is told nothing of stock that is older than what it was told", () => {
    given(configured(), published(1, 5, 9))
      .when(publish(3, 8))
      .tells()
  })

  it("is told its new part when units are made exclusive", () => {
    const shop: Event = { _tag: "Configured", sku, channel: "shop", settings: Allotment.showAll }
    given(configured(), shop, published(1, 4, 1))
      .when({ _tag: "Share", sharing: "exclusive", available: 4, ledgerVersion: 2 })
      .tells({ _tag: "SharingChanged", sku, sharing: "exclusive" }, published(2, 2, 2), {
        _tag: "Published",
        sku,
        channel: "shop",
        version: 1,
        quantity: 2,
        ledgerVersion: 2,
      })
  })
})

describe("an answer of a channel", () => {
  it("makes a publish the acknowledged quantity", () => {
    const before = [configured(), published(1, 5)]
    given(...before)
      .when(answer(1, 5))
      .tells(accepted(1, 5))
    const after = onEbay(...before, accepted(1, 5))
    assert.deepStrictEqual(after.acknowledged, { version: 1, quantity: 5 })
    assert.strictEqual(Exposure.exposed(after), 5)
  })

  it("tells nothing the second time, and nothing once the fate is known", () => {
    const before = [configured(), published(1, 5)]
    given(...before, accepted(1, 5))
      .when(answer(1, 5))
      .tells()
    given(...before, accepted(1, 5))
      .when(answer(1, 5, "pending"))
      .tells()
    given(...before, rejected(1, 5))
      .when(answer(1, 5, "accepted"))
      .tells()
  })

  it("may say more later, and never less", () => {
    const before = [configured(), published(1, 5)]
    const unknown: Event = { _tag: "Deferred", sku, channel, version: 1, status: "unknown" }
    given(...before)
      .when(answer(1, 5, "unknown"))
      .tells(unknown)
    given(...before, unknown)
      .when(answer(1, 5, "pending"))
      .tells()
    given(...before, unknown)
      .when(answer(1, 5, "rejected"))
      .tells(rejected(1, 5))
  })

  it("that nothing is known leaves both quantities exposed", () => {
    const unknown: Event = { _tag: "Deferred", sku, channel, version: 2, status: "unknown" }
    const known = onEbay(configured(), published(1, 5), accepted(1, 5), published(2, 3), unknown)
    assert.strictEqual(Exposure.exposed(known), 5)
    const raised = onEbay(configured(), published(1, 5), accepted(1, 5), published(2, 8), unknown)
    assert.strictEqual(Exposure.exposed(raised), 8)
  })

  it("that refuses leaves what was shown before, until the publish is repeated", () => {
    const before = [configured(), published(1, 5), accepted(1, 5), published(2, 3)]
    given(...before)
      .when(answer(2, 3, "rejected"))
      .tells(rejected(2, 3))
    const after = onEbay(...before, rejected(2, 3))
    assert.strictEqual(Exposure.exposed(after), 5)
    assert.strictEqual(after.refused, 2)
    given(...before, rejected(2, 3))
      .when({ _tag: "Repeat", channel })
      .tells(published(3, 3, 2))
  })

  it("is refused for a publish that was never made, or another quantity", () => {
    const before = [configured(), published(1, 5)]
    given(...before)
      .when(answer(2, 5))
      .refuses(new NeverPublished({ sku, channel, version: 2, quantity: 5 }))
    given(...before)
      .when(answer(1, 4))
      .refuses(new NeverPublished({ sku, channel, version: 1, quantity: 4 }))
    given().when(answer(1, 5)).refuses(new UnknownChannel({ sku, channel }))
  })
})

describe("an older quantity published last", () => {
  const before = [configured(), published(1, 10), published(2, 3), accepted(2, 3)]

  it("is exposed while it may still land, and is never the acknowledged truth", () => {
    assert.strictEqual(Exposure.exposed(onEbay(...before)), 10)
    assert.strictEqual(Exposure.worstCaseOversell(exposureOf(...before), 3), 7)
    const after = onEbay(...before, accepted(1, 10))
    assert.deepStrictEqual(after.acknowledged, { version: 2, quantity: 3 })
    assert.strictEqual(Exposure.exposed(after), 10)
  })

  it("is overwritten at once by the newest quantity, and gone when that is accepted", () => {
    given(...before)
      .when(answer(1, 10))
      .tells(accepted(1, 10), published(3, 3, 2))
    const after = onEbay(...before, accepted(1, 10), published(3, 3), accepted(3, 3))
    assert.strictEqual(Exposure.exposed(after), 3)
  })

  it("is no matter where the channel keeps the order", () => {
    const inOrder = [configured({ landing: "inOrder" }), ...before.slice(1)]
    assert.strictEqual(Exposure.exposed(onEbay(...inOrder)), 3)
    given(...inOrder)
      .when(answer(1, 10))
      .tells()
  })

  it("is settled where its answer was lost, by publishing once more", () => {
    given(...before)
      .when({ _tag: "Settle", channel, through: 1 })
      .tells({ _tag: "Settled", sku, channel, through: 1 }, published(3, 3, 2))
    given(...before)
      .when({ _tag: "Settle", channel, through: 4 })
      .refuses(new NeverPublished({ sku, channel, version: 4 }))
  })
})

describe("an observation of a channel", () => {
  const before = [configured(), published(1, 5), accepted(1, 5)]
  const observed = (quantity: number, asOf = 0): Event => ({
    _tag: "Observed",
    sku,
    channel,
    quantity,
    asOf,
  })

  it("of more than was published is exposed, and corrected", () => {
    given(...before)
      .when(observe(9))
      .tells(observed(9), published(2, 5, 1))
    assert.strictEqual(Exposure.exposed(onEbay(...before, observed(9))), 9)
  })

  it("of less is told and left: the channel may have sold", () => {
    given(...before)
      .when(observe(4))
      .tells(observed(4))
    assert.strictEqual(Exposure.exposed(onEbay(...before, observed(4))), 5)
    given(...before, observed(4))
      .when(observe(4, 1))
      .tells()
  })

  it("that is late tells nothing", () => {
    given(...before, observed(4, 10))
      .when(observe(9, 9))
      .tells()
  })

  it("drifts by what is shown beyond the accepted publish, and by nothing before that", () => {
    assert.strictEqual(Exposure.drift(onEbay(...before), 7), 2)
    assert.strictEqual(Exposure.drift(onEbay(...before), 4), -1)
    assert.strictEqual(Exposure.drift(onEbay(...before, published(2, 3)), 5), undefined)
  })
})

describe("an exposure", () => {
  it("and its events are JSON as they are", () => {
    const events = [configured(), published(1, 5), accepted(1, 5), published(2, 4)]
    const json: unknown = JSON.parse(JSON.stringify({ events, exposure: exposureOf(...events) }))
    const schema = Schema.Struct({
      events: Schema.Array(ExposureEvent.ExposureEvent),
      exposure: Exposure.Exposure,
    })
    assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(schema)(json), {
      events,
      exposure: exposureOf(...events),
    })
  })

  it("counts the worst case up to the most that can be counted", () => {
    const most = Number.MAX_SAFE_INTEGER
    const shop: Event = { _tag: "Configured", sku, channel: "shop", settings: Allotment.showAll }
    const both = exposureOf(configured(), shop, published(1, most), {
      _tag: "Published",
      sku,
      channel: "shop",
      version: 1,
      quantity: most,
      ledgerVersion: 1,
    })
    assert.strictEqual(Exposure.worstCaseOversell(both, 0), most)
    assert.strictEqual(Exposure.worstCaseOversell(both, most), most)
  })
})
