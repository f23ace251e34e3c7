/**
 * What people do by hand, how long it takes, and how often it goes wrong.
 *
 * All numbers here are assumptions, made to be argued about: the report prints them.
 */
import { Record } from "effect"
import { Worlds } from "entrepot/testing"

/** Something done by hand: seconds each time, and in how many of 1,000,000 times it goes wrong. */
export interface Touch {
  readonly what: string
  readonly seconds: number
  readonly slipsPerMillion: number
  /** What a slip leads to. */
  readonly leadsTo: string
}

const touch = (
  what: string,
  seconds: number,
  slipsPerMillion = 0,
  leadsTo = "nothing that is followed",
): Touch => ({ what, seconds, slipsPerMillion, leadsTo })

/** Both ways know the same touches; the office ones are those that the library takes over. */
export const touches = {
  copy: touch("copy an order into the sheet", 60, 1_500, "the order is lost"),
  copyTwice: touch("the same, once more by mistake", 0, 1_500, "the order is doubled"),
  check: touch("check address, remark and buyer", 40, 20_000, "what is wrong goes out as it is"),
  ask: touch("ask the buyer, and read the answer", 120),
  stock: touch("look a line up in the stock sheet, take it off", 25, 8_000, "it is sold again"),
  courier: touch("compare price lists, choose a courier", 40, 4_000, "lithium is refused: late"),
  label: touch("type the label", 75, 5_000, "the parcel goes to a wrong address"),
  serial: touch("write a serial number down", 15),
  tracking: touch("type the tracking number back", 35, 4_000, "the channel knows of nothing: late"),
  message: touch("write to the customer", 20),
  sync: touch("type the stock of an item on a channel", 8),
  cancel: touch("find an order that is cancelled, stop it", 60, 20_000, "it goes out all the same"),
  pick: touch("find a shelf and take units", 12, 5_000, "wrong goods are taken"),
  put: touch("put units into a tote of the cart", 4),
  pack: touch("pack a box", 60),
  scan: touch("scan a unit", 4),
  weigh: touch("weigh a parcel, stick the label on", 15),
  mapping: touch("say what a listing is of our items", 60),
  unrouted: touch("look at an order that has no route", 30),
} satisfies Record<string, Touch>

/** The name of a touch. */
export type TouchName = keyof typeof touches

/** A picker walks a metre a second. */
const walkMillimetresPerSecond = 1_000

/** Rounds in which somebody types the stock of all items on all channels. */
export const syncRounds = 3

/** How often each touch was done, and how far pickers walked. */
export interface Work {
  readonly times: Readonly<Record<TouchName, number>>
  readonly walkedMm: number
}

/** What the library takes over, where it is in use. */
const office: ReadonlySet<TouchName> = new Set([
  "copy",
  "copyTwice",
  "check",
  "ask",
  "stock",
  "courier",
  "label",
  "serial",
  "tracking",
  "message",
  "sync",
  "cancel",
])

/** Factors on the assumptions; 1 is as they are printed. */
export interface Factors {
  /** Of the minutes of office touches: those of the floor stay, as both ways have them. */
  readonly minutes: number
  readonly slips: number
}

/** As the assumptions are printed. */
export const asPrinted: Factors = { minutes: 1, slips: 1 }

/** Seconds of work. */
export const secondsOf = ({ times, walkedMm }: Work, { minutes }: Factors = asPrinted): number =>
  Object.entries(
    Record.map(touches, ({ seconds }, name) => {
      const all = seconds * times[name]
      return office.has(name) ? all * minutes : all
    }),
  ).reduce((sum, [, seconds]) => sum + seconds, walkedMm / walkMillimetresPerSecond)

/** Counts work while it is done. */
export class Tally {
  private readonly times = Record.map(touches, () => 0)
  private walkedMm = 0

  did(name: TouchName, times = 1): void {
    this.times[name] += times
  }

  walked(millimetres: number): void {
    this.walkedMm += millimetres
  }

  get work(): Work {
    return { times: { ...this.times }, walkedMm: this.walkedMm }
  }
}

/** Whether a person slips at a touch of an order; `part` tells its lines or units apart. */
export type Slips = (order: number, name: TouchName, part?: number) => boolean

const names = Object.keys(touches)

/**
 * Slips drawn from a seed. Each touch of each order has a lot of its own, which does not depend on
 * what else is done: so both ways meet the same luck, and a touch that is not done cannot slip.
 */
export const slipsOf =
  (seed: number, { slips }: Factors = asPrinted): Slips =>
  (order, name, part = 0) => {
    const lot = ((order * names.length + names.indexOf(name)) * 64 + part) ^ (seed << 4)
    return Worlds.make(lot).integer(0, 999_999) < touches[name].slipsPerMillion * slips
  }
