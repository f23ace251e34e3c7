/**
 * When units that are held become free by themselves: exact to the second, and small, however many
 * holds there are.
 *
 * @module
 */
import { Schema } from "effect"

/**
 * Units that become free in the same stretch of time.
 *
 * `at` is its first second since the epoch, `span` its length in seconds: 1, or a longer one that
 * begins at a multiple of itself. What is {@link Slot.inside} a longer one tells its seconds; it is
 * kept apart from its parent, and missing where it was not looked up.
 */
export interface Slot {
  readonly at: number
  readonly span: number
  readonly units: number
  readonly inside?: Slots
}

/** Slots that do not overlap, in the order of time. */
export type Slots = ReadonlyArray<Slot>

/** Slots as they are kept: what is inside one is a record of its own. */
export const Kept = Schema.Array(
  Schema.Struct({ at: Schema.Int, span: Schema.Int, units: Schema.Int }),
)

/** The most slots that one record keeps. */
export const mostSlots = 64

const minute = 60
const hour = 60 * minute
const day = 24 * hour
const spans = [minute, hour, day, 64 * day]

/** The second at which something is free that is held until this instant in epoch milliseconds. */
export const secondOf = (instant: number): number => Math.ceil(instant / 1_000)

/** The last second that has begun by this instant in epoch milliseconds. */
export const begun = (instant: number): number => Math.floor(instant / 1_000)

/** All units of slots. */
export const total = (slots: Slots = []): number => slots.reduce((sum, { units }) => sum + units, 0)

/**
 * Counts units that become free at a second; fewer where `units` is negative.
 *
 * No level gets longer than {@link mostSlots}: neighbours are put into one longer slot, first those
 * of a minute, then of an hour and of a day.
 *
 * @example
 * ```ts
 * import { Expiry } from "entrepot/stock"
 *
 * const slots = Expiry.add(Expiry.add([], 60, 2), 90, 1)
 * console.log(Expiry.due(slots, 59), Expiry.due(slots, 60), Expiry.due(slots, 90))
 * ```
 * ```text
 * 0 2 3
 * ```
 */
export const add = (slots: Slots, second: number, units: number): Slots => {
  const index = slots.findIndex(({ at, span }) => second < at + span)
  const found = slots[index]
  const fresh = { at: second, span: 1, units }
  if (found === undefined) return compact([...slots, fresh])
  if (second < found.at) return compact(slots.toSpliced(index, 0, fresh))
  const left = found.units + units
  if (left === 0) return slots.toSpliced(index, 1)
  return slots.with(
    index,
    found.span === 1
      ? { ...found, units: left }
      : { ...found, units: left, inside: add(known(found), second, units) },
  )
}

const known = ({ inside, at, span }: Slot): Slots => {
  if (inside === undefined) throw new Error(`what expires within ${span} s of ${at} is not known`)
  return inside
}

/** How many units are free by a second. */
export const due = (slots: Slots, second: number): number => {
  let units = 0
  for (const slot of slots) {
    if (slot.at > second) break
    const hasPassed = slot.at + slot.span - 1 <= second
    units += hasPassed ? slot.units : due(known(slot), second)
  }
  return units
}

/** What is left once a second has begun. */
export const after = (slots: Slots, second: number): Slots =>
  slots.flatMap((slot) => {
    if (slot.at > second) return [slot]
    return slot.at + slot.span - 1 <= second ? [] : after(known(slot), second)
  })

/**
 * The slots that must be looked up before anything can be said of these seconds, and of what has
 * passed by the first of them, of which some are looked up to be thrown away.
 */
export const unknown = (slots: Slots, now: number, seconds: ReadonlyArray<number>): Slots =>
  slots
    .flatMap((slot): Slots => {
      if (slot.span === 1) return []
      const hasPassed = slot.at + slot.span - 1 <= now
      if (!hasPassed && ![now, ...seconds].some((second) => covers(slot, second))) return []
      return slot.inside === undefined ? [slot] : unknown(slot.inside, now, seconds)
    })
    .slice(0, mostSlots)

const covers = ({ at, span }: Slot, second: number): boolean => at <= second && second < at + span

/** The slots, knowing what is inside one of them. */
export const within = (slots: Slots, { at, span }: Slot, inside: Slots): Slots =>
  slots.map((slot) => {
    if (!covers(slot, at)) return slot
    if (slot.at === at && slot.span === span) return { ...slot, inside }
    return { ...slot, inside: within(known(slot), { at, span, units: 0 }, inside) }
  })

const compact = (slots: Slots): Slots =>
  spans.reduce(
    (found: Slots, span) => (found.length <= mostSlots ? found : gathered(found, span)),
    slots,
  )

const gathered = (slots: Slots, span: number): Slots => {
  const groups = new Map<number, Array<Slot>>()
  for (const slot of slots) {
    const group = Math.floor(slot.at / span) * span
    const known = groups.get(group)
    if (known === undefined) groups.set(group, [slot])
    else known.push(slot)
  }
  return Array.from(groups, ([at, group]): Slots => {
    // A slot that is at least as long has no neighbour in its own stretch.
    return group.length === 1 ? group : [{ at, span, units: total(group), inside: group }]
  }).flat()
}

/** A long slot with what is inside it, which is a record of its own. */
export interface Detail {
  readonly at: number
  readonly span: number
  readonly slots: Slots
}

/** What is known inside of slots, at every level. */
export const details = (slots: Slots): ReadonlyArray<Detail> =>
  slots.flatMap(({ at, span, inside }) =>
    inside === undefined ? [] : [{ at, span, slots: inside }, ...details(inside)],
  )

/** Slots without what is inside them, as a record keeps them. */
export const kept = (slots: Slots): typeof Kept.Type =>
  slots.map(({ at, span, units }) => ({ at, span, units }))
