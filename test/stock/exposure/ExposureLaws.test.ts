import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  Allotment,
  Exposure,
  ExposureBook,
  ExposureDecision,
  type ExposureEvent,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { live, type Parts, parts, rest, settingOf } from "./support/channels.ts"

type Decide = typeof ExposureDecision.decide
type Evolve = typeof ExposureBook.evolve
type Event = ExposureEvent.ExposureEvent

const deciding = (decide: Decide): Parts => ({ ...parts, decide })
const evolving = (evolve: Evolve): Parts => ({ ...parts, evolve })
const exposing = (exposed: typeof Exposure.exposed): Parts => ({ ...parts, exposed })
const total = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)

// --- mutants -------------------------------------------------------------------------------------

const telling =
  (change: (event: Event) => ReadonlyArray<Event>): Decide =>
  (exposure, command) =>
    Result.map(ExposureDecision.decide(exposure, command), (events) => events.flatMap(change))

/** Numbers publishes by the ledger, which does not count repeats. */
const numberingByLedger = telling((event) =>
  event._tag === "Published" ? [{ ...event, version: event.ledgerVersion }] : [event],
)

/** Believes that a publish of which nothing was heard did not happen. */
const droppingTheUnknown = telling((event) =>
  event._tag === "Deferred" && event.status === "unknown"
    ? [{ ...event, _tag: "Rejected", quantity: 0 }]
    : [event],
)

const neverAgain: Decide = (exposure, command) =>
  command._tag === "Answer" || command._tag === "Observe"
    ? Result.map(ExposureDecision.decide(exposure, command), (events) => events.slice(0, 1))
    : ExposureDecision.decide(exposure, command)

/** Takes no notice of who sold. */
const forgettingWhoSold: Decide = (exposure, command) => {
  if (command._tag !== "Publish") return ExposureDecision.decide(exposure, command)
  const { available, ledgerVersion } = command
  return ExposureDecision.decide(exposure, { _tag: "Publish", available, ledgerVersion })
}

const publishingAlways: Decide = (exposure, command) =>
  command._tag === "Publish"
    ? Result.succeed(
        Allotment.allot(command.available, exposure.sharing, exposure.channels).map(
          ({ channel, quantity }): Event => ({
            _tag: "Published",
            sku: exposure.sku,
            channel,
            version: (Exposure.onChannel(exposure, channel)?.published?.version ?? 0) + 1,
            quantity,
            ledgerVersion: command.ledgerVersion,
          }),
        ),
      )
    : ExposureDecision.decide(exposure, command)

const onEachChannel = (
  exposure: Exposure.Exposure,
  change: (known: Exposure.ChannelExposure) => Exposure.ChannelExposure,
): Exposure.Exposure => ({ ...exposure, channels: exposure.channels.map(change) })

/** The last answer to arrive is the truth. */
const lastAnswerWins: Evolve = (exposure, event) => {
  const after = ExposureBook.evolve(exposure, event)
  if (event._tag !== "Accepted") return after
  const { channel, version, quantity } = event
  return onEachChannel(after, (known) =>
    known.channel === channel ? { ...known, acknowledged: { version, quantity } } : known,
  )
}

/** Believes that a newer publish ends all older ones, wherever they are. */
const trustingOrder: Evolve = (exposure, event) => {
  const after = ExposureBook.evolve(exposure, event)
  if (event._tag !== "Accepted") return after
  return onEachChannel(after, (known) => ({
    ...known,
    onTheirWay: known.onTheirWay.filter(({ to }) => to > event.version),
  }))
}

/** Believes that what was answered last landed last. */
const trustingAnswers: Evolve = (exposure, event) => {
  const after = ExposureBook.evolve(exposure, event)
  if (event._tag !== "Accepted") return after
  return onEachChannel(after, (known) =>
    known.channel === event.channel
      ? { ...known, traces: known.traces.map((trace) => ({ ...trace, most: event.quantity })) }
      : known,
  )
}

/** Keeps the newest few publishes and forgets the others. */
const forgettingTheOldest: Evolve = (exposure, event) =>
  onEachChannel(ExposureBook.evolve(exposure, event), (known) => ({
    ...known,
    onTheirWay: known.onTheirWay.slice(-7),
  }))

const keepingAll: Evolve = (exposure, event) =>
  onEachChannel(ExposureBook.evolve(exposure, event), (known) => {
    const before = Exposure.onChannel(exposure, known.channel)?.onTheirWay ?? []
    return event._tag === "Published" && event.channel === known.channel
      ? { ...known, onTheirWay: [...before, ...known.onTheirWay.slice(-1)] }
      : known
  })

const blind: Evolve = (exposure, event) =>
  event._tag === "Observed" ? exposure : ExposureBook.evolve(exposure, event)

const acknowledgedOnly: typeof Exposure.exposed = ({ acknowledged }) => acknowledged?.quantity ?? 0
const publishedOnly: typeof Exposure.exposed = ({ published }) => published?.quantity ?? 0

// --- laws ----------------------------------------------------------------------------------------

const worstCase = ({ exposed }: Parts, { channels }: Exposure.Exposure, available: number) =>
  Math.max(0, total(channels.map(exposed)) - available)

/** What is shown is what customers can buy; sold units that were not told are not on show. */
const worstCaseIsNeverBelowTheTruth = (parts: Parts) =>
  fc.property(settingOf, (setting) => {
    for (const { exposure, available, channels } of live(parts, setting)) {
      const truth = Math.max(0, total(channels.map(({ shown }) => shown)) - available)
      const worst = worstCase(parts, exposure, available)
      if (worst < truth) assert.fail(`${truth} can be oversold, and ${worst} at worst`)
      const told = Exposure.worstCaseOversell(exposure, available)
      if (parts.exposed === Exposure.exposed && told !== worst) assert.strictEqual(told, worst)
    }
  })

const versionsGrow = (parts: Parts) =>
  fc.property(settingOf, (setting) => {
    const newest = new Map<string, number>()
    for (const event of rest(parts, setting).events) {
      if (event._tag !== "Published") continue
      const before = newest.get(event.channel) ?? 0
      if (event.version <= before) assert.fail(`${event.version} after ${before}`)
      newest.set(event.channel, event.version)
    }
  })

const acknowledgedNeverRegresses = (parts: Parts) =>
  fc.property(settingOf, (setting) => {
    const newest = new Map<string, number>()
    for (const { exposure } of live(parts, setting))
      for (const { channel, acknowledged } of exposure.channels) {
        const version = acknowledged?.version ?? 0
        const before = newest.get(channel) ?? 0
        if (version < before) assert.fail(`${version} after ${before}`)
        newest.set(channel, version)
      }
  })

const restIsExact = (parts: Parts) =>
  fc.property(settingOf, (setting) => {
    const { exposure, available, channels } = rest(parts, setting)
    const allotted = Allotment.allot(available, exposure.sharing, exposure.channels)
    for (const [at, known] of exposure.channels.entries()) {
      const { shown = -1 } = channels[at] ?? {}
      assert.strictEqual(parts.exposed(known), shown, "exposed is shown")
      assert.strictEqual(known.published?.quantity, shown, "published is shown")
      assert.strictEqual(allotted[at]?.quantity, shown, "allotted is shown")
      assert.deepStrictEqual(known.acknowledged, {
        version: known.published?.version ?? 0,
        quantity: shown,
      })
    }
    if (exposure.sharing === "exclusive")
      assert.strictEqual(worstCase(parts, exposure, available), 0)
  })

const withoutChangeNothingIsTold = (parts: Parts) =>
  fc.property(settingOf, (setting) => {
    for (const { exposure, available, ledgerVersion } of live(parts, setting)) {
      const stock = { available, ledgerVersion }
      const { sharing, channels } = exposure
      const tell = (command: Parameters<Decide>[1]) => {
        const events = Result.getOrThrow(parts.decide(exposure, command))
        if (events.length > 0) assert.deepStrictEqual(events, [])
      }
      tell({ _tag: "Publish", ...stock, ledgerVersion: ledgerVersion + 1 })
      tell({ _tag: "Share", sharing, ...stock })
      for (const { channel, settings } of channels)
        tell({ _tag: "Configure", channel, settings, ...stock })
    }
  })

const staysSmall = (parts: Parts) =>
  fc.property(settingOf, (setting) => {
    for (const { exposure } of live(parts, setting))
      for (const { traces, onTheirWay } of exposure.channels)
        if (Math.max(traces.length, onTheirWay.length) > 8) assert.fail("it grows")
  })

describe("the laws of exposure", () => {
  it("the worst case is never below the true oversell, whatever channels do with publishes", () => {
    holds(worstCaseIsNeverBelowTheTruth(parts))
    kills(worstCaseIsNeverBelowTheTruth(exposing(acknowledgedOnly)))
    kills(worstCaseIsNeverBelowTheTruth(exposing(publishedOnly)))
    kills(worstCaseIsNeverBelowTheTruth(deciding(droppingTheUnknown)))
    kills(worstCaseIsNeverBelowTheTruth(evolving(trustingOrder)))
    kills(worstCaseIsNeverBelowTheTruth(evolving(trustingAnswers)))
    kills(worstCaseIsNeverBelowTheTruth(evolving(forgettingTheOldest)))
    kills(worstCaseIsNeverBelowTheTruth(evolving(blind)))
  })

  it("published versions increase strictly for each item and channel", () => {
    holds(versionsGrow(parts))
    kills(versionsGrow(deciding(numberingByLedger)))
  })

  it("an older publish that is answered last never becomes the acknowledged truth", () => {
    holds(acknowledgedNeverRegresses(parts))
    kills(acknowledgedNeverRegresses(evolving(lastAnswerWins)))
  })

  it("when all has arrived, exposure is what is shown, and exclusive units are shown once", () => {
    holds(restIsExact(parts))
    kills(restIsExact(deciding(neverAgain)))
    kills(restIsExact(deciding(forgettingWhoSold)))
    kills(restIsExact(evolving(lastAnswerWins)))
  })

  it("deciding again without a change publishes nothing", () => {
    holds(withoutChangeNothingIsTold(parts))
    kills(withoutChangeNothingIsTold(deciding(publishingAlways)))
  })

  it("a channel that stays silent does not make the record grow", () => {
    holds(staysSmall(parts))
    kills(staysSmall(evolving(keepingAll)))
  })
})
