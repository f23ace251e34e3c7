/** A world of channels that apply, delay, drop and reorder publishes, and sell meanwhile. */
import { Result } from "effect"
import {
  Allotment,
  Exposure,
  ExposureBook,
  type ExposureCommand,
  ExposureDecision,
  type ExposureEvent,
} from "entrepot/stock"
import fc from "fast-check"

type Command = ExposureCommand.ExposureCommand
type Answer = Extract<Command, { readonly _tag: "Answer" | "Observe" }>
type Publish = Extract<ExposureEvent.ExposureEvent, { readonly _tag: "Published" }>

/** What exposure is made of; a mutant replaces one part. */
export interface Parts {
  readonly decide: typeof ExposureDecision.decide
  readonly evolve: typeof ExposureBook.evolve
  readonly exposed: typeof Exposure.exposed
}
export const parts: Parts = {
  decide: ExposureDecision.decide,
  evolve: ExposureBook.evolve,
  exposed: Exposure.exposed,
}

export const names = ["shop", "__proto__"] as const

export interface Channel {
  readonly name: string
  readonly landing: Allotment.ChannelSettings["landing"]
  /** What a customer sees there now. */
  shown: number
  newest: number
  /** Sold there, and not told yet. */
  untold: number
  readonly inbox: Array<Publish>
  /** What it will say, in whatever order. */
  readonly outbox: Array<Answer>
  /** Versions whose fate the sender asks for again. */
  readonly unsure: Array<Answer>
}

export interface World {
  exposure: Exposure.Exposure
  available: number
  ledgerVersion: number
  clock: number
  readonly channels: ReadonlyArray<Channel>
  readonly events: Array<ExposureEvent.ExposureEvent>
}

/** `channel`, `pick` and `units` are read by whichever verb needs them. */
export interface Step {
  readonly verb: (typeof verbs)[number]
  readonly channel: number
  readonly pick: number
  readonly units: number
}
const verbs = [
  "stock",
  "burst",
  "sell",
  "tell",
  "deliver",
  "deliver",
  "deliver",
  "deliverUnheard",
  "deliverLate",
  "reject",
  "drop",
  "answer",
  "answer",
  "answer",
  "answerTwice",
  "look",
  "edit",
  "repeat",
  "configure",
] as const

export interface Setting {
  readonly sharing: Allotment.Sharing
  readonly settings: ReadonlyArray<Allotment.ChannelSettings>
  readonly steps: ReadonlyArray<Step>
}

const quota = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map((units): Allotment.Quota => ({ _tag: "Units", units })),
  fc
    .constantFrom(1, 3_333, 5_000, 10_000)
    .map((basisPoints): Allotment.Quota => ({ _tag: "Share", basisPoints })),
)

export const settingsOf: fc.Arbitrary<Allotment.ChannelSettings> = fc.record(
  {
    sells: fc.constantFrom(true, true, true, false),
    buffer: fc.constantFrom(0, 0, 1),
    minimum: fc.constantFrom(0, 0, 2),
    landing: fc.constantFrom("anyOrder" as const, "anyOrder" as const, "inOrder" as const),
    quota,
  },
  { requiredKeys: ["sells", "buffer", "minimum", "landing"] },
)

export const settingOf: fc.Arbitrary<Setting> = fc.record({
  sharing: fc.constantFrom("shared" as const, "exclusive" as const),
  settings: fc.tuple(settingsOf, settingsOf),
  steps: fc.array(
    fc.record({
      verb: fc.constantFrom(...verbs),
      channel: fc.nat({ max: 1 }),
      pick: fc.nat({ max: 9 }),
      units: fc.nat({ max: 6 }),
    }),
    { maxLength: 30, size: "max" },
  ),
})

/** Decides, and hands what is published to its channel. */
const ask = (parts: Parts, world: World, command: Command): void => {
  const events = Result.getOrThrow(parts.decide(world.exposure, command))
  for (const event of events) {
    world.exposure = parts.evolve(world.exposure, event)
    world.events.push(event)
    if (event._tag === "Published")
      world.channels.find(({ name }) => name === event.channel)?.inbox.push(event)
  }
}

const stockOf = (world: World) => {
  world.ledgerVersion += 1
  return { available: world.available, ledgerVersion: world.ledgerVersion }
}

const take = <A>(list: Array<A>, pick: number): A | undefined =>
  list.length === 0 ? undefined : list.splice(pick % list.length, 1)[0]

const answerTo = (
  { channel, version, quantity }: Publish,
  outcome: ExposureCommand.Outcome,
): Answer => ({ _tag: "Answer", channel, version, quantity, outcome })

/** A channel that keeps the order ignores what is older than what it has, and takes it well. */
const land = (channel: Channel, { version, quantity }: Publish): void => {
  if (channel.landing === "inOrder" && version < channel.newest) return
  channel.newest = version
  channel.shown = quantity
}

const act = (parts: Parts, world: World, { verb, channel: at, pick, units }: Step): void => {
  const channel = world.channels[at]
  if (channel === undefined) return
  switch (verb) {
    case "stock":
      world.available = units
      return ask(parts, world, { _tag: "Publish", ...stockOf(world) })
    case "burst":
      for (let more = 0; more < 10; more += 1) {
        world.available = more === 0 ? 9 : 1 + (more % 2)
        ask(parts, world, { _tag: "Publish", ...stockOf(world) })
      }
      return
    case "sell":
      if (channel.shown === 0) return
      channel.shown -= 1
      channel.untold += 1
      return
    case "tell":
      return tell(parts, world, channel)
    case "deliver":
    case "deliverLate":
    case "deliverUnheard": {
      const publish = take(channel.inbox, pick)
      if (publish === undefined) return
      land(channel, publish)
      const told = {
        deliver: "accepted",
        deliverLate: "pending",
        deliverUnheard: "unknown",
      } as const
      channel.outbox.push(answerTo(publish, told[verb]))
      if (verb !== "deliver") channel.unsure.push(answerTo(publish, "accepted"))
      return
    }
    case "reject":
    case "drop": {
      const publish = take(channel.inbox, pick)
      if (publish === undefined) return
      channel.outbox.push(answerTo(publish, verb === "drop" ? "unknown" : "rejected"))
      if (verb === "drop") channel.unsure.push(answerTo(publish, "rejected"))
      return
    }
    case "answer":
    case "answerTwice": {
      const answer = take(pick % 3 === 0 ? channel.unsure : channel.outbox, pick)
      if (answer === undefined) return
      ask(parts, world, answer)
      if (verb === "answerTwice") ask(parts, world, answer)
      return
    }
    case "edit":
      // Somebody puts more on show there by hand, and is seen. Less on show is for the host to mend:
      // it may as well be sales that were not told yet.
      channel.shown += units
      return ask(parts, world, seen(world, channel))
    case "look":
      channel.outbox.push(seen(world, channel))
      return
    case "repeat":
      return ask(parts, world, { _tag: "Repeat", channel: channel.name })
    case "configure": {
      const settings = Exposure.onChannel(world.exposure, channel.name)?.settings
      if (settings === undefined) return
      const changed = { ...settings, buffer: units % 2, sells: pick > 1 }
      return ask(parts, world, {
        _tag: "Configure",
        channel: channel.name,
        settings: changed,
        ...stockOf(world),
      })
    }
  }
}

const seen = (world: World, { name, shown }: Channel): Answer => {
  world.clock += 1
  return { _tag: "Observe", channel: name, quantity: shown, asOf: world.clock }
}

/** An order of the channel arrives: the ledger serves what it has. */
const tell = (parts: Parts, world: World, channel: Channel): void => {
  if (channel.untold === 0) return
  channel.untold -= 1
  world.available = Math.max(0, world.available - 1)
  ask(parts, world, { _tag: "Publish", ...stockOf(world), soldOn: channel.name })
}

const opened = (parts: Parts, { sharing, settings }: Setting): World => {
  const channels = names.map((name, at): Channel => ({
    name,
    landing: settings[at]?.landing ?? "anyOrder",
    shown: 0,
    newest: 0,
    untold: 0,
    inbox: [],
    outbox: [],
    unsure: [],
  }))
  const world: World = {
    exposure: Exposure.empty("MUG"),
    available: 5,
    ledgerVersion: 0,
    clock: 0,
    channels,
    events: [],
  }
  ask(parts, world, { _tag: "Share", sharing, ...stockOf(world) })
  for (const [at, name] of names.entries())
    ask(parts, world, {
      _tag: "Configure",
      channel: name,
      settings: settings[at] ?? Allotment.showAll,
      ...stockOf(world),
    })
  return world
}

/** The world after each step. */
export function* live(parts: Parts, setting: Setting): Generator<World> {
  const world = opened(parts, setting)
  yield world
  for (const step of setting.steps) {
    act(parts, world, step)
    yield world
  }
}

/** All orders, publishes and answers arrive, the last ones well, until nothing moves. */
export const rest = (parts: Parts, setting: Setting): World => {
  let world = opened(parts, setting)
  for (const after of live(parts, setting)) world = after
  for (const channel of world.channels) while (channel.untold > 0) tell(parts, world, channel)
  for (let round = 0; round < 20; round += 1)
    for (const channel of world.channels) {
      for (let publish = take(channel.inbox, 0); publish !== undefined;) {
        land(channel, publish)
        channel.outbox.push(answerTo(publish, "accepted"))
        publish = take(channel.inbox, 0)
      }
      for (const said of [channel.outbox, channel.unsure])
        for (let answer = take(said, said.length - 1); answer !== undefined;) {
          ask(parts, world, answer)
          answer = take(said, said.length - 1)
        }
      const known = Exposure.onChannel(world.exposure, channel.name)
      const { refused, published, onTheirWay = [] } = known ?? {}
      if (channel.inbox.length > 0 || published === undefined) continue
      if (refused !== undefined) ask(parts, world, { _tag: "Repeat", channel: channel.name })
      else if (onTheirWay.length > 0)
        ask(parts, world, { _tag: "Settle", channel: channel.name, through: published.version })
    }
  return world
}
