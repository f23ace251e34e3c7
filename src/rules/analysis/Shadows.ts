/**
 * Rules in vain: those whose condition cannot hold, and those that never decide because rules before
 * them always hit too. Pure.
 *
 * @module
 */
import type { Shadowed, Unreachable } from "./Finding.ts"
import * as Grid from "./Grid.ts"
import * as Reviewing from "./Reviewing.ts"
import * as Space from "./Space.ts"

/** Finds the rules of which each box is empty on some axis. */
export const unreachable = (reviewing: Reviewing.Reviewing): Reviewing.Looked<Unreachable> => {
  const { rules, space, most } = reviewing
  const findings: Array<Unreachable> = []
  const unclaimed = new Reviewing.Unclaimed()
  for (const [index, rule] of rules.entries()) {
    const own = space.boxesOf[index]
    if (own === undefined) {
      unclaimed.add(Reviewing.tooManyRows, [index])
      continue
    }
    const boxes = own.flatMap((at) => space.boxes[at] ?? [])
    if (boxes.some((box) => isReal(Space.regionOf(space, box, false)))) continue
    if (boxes.some((box) => isReal(Space.regionOf(space, box, true))))
      unclaimed.add(Reviewing.openness(reviewing, own), [index])
    else if (findings.length === most) unclaimed.add(Reviewing.more, [index])
    else findings.push(inVain(reviewing, rule.id, boxes[0]))
  }
  return { findings, notAnalysed: unclaimed.of("unreachable", reviewing) }
}

const isReal = (region: Grid.Region): boolean => region.every((atoms) => atoms.length > 0)

const inVain = (
  reviewing: Reviewing.Reviewing,
  rule: string,
  box: Space.Box | undefined,
): Unreachable => {
  const { space } = reviewing
  const all = Space.everything(space, false)
  const region = box === undefined ? all : Space.regionOf(space, box, false)
  return {
    _tag: "Unreachable",
    rule,
    facts: space.axes.flatMap(({ fact }, at) =>
      fact !== undefined && region[at]?.length === 0 ? [fact] : [],
    ),
    witness: Reviewing.witness(
      reviewing,
      region.map(([atom], at) => atom ?? all[at]?.[0] ?? 0),
    ),
  }
}

/** Finds the rules of which each box is covered by the boxes of rules before them. */
export const shadowed = (reviewing: Reviewing.Reviewing): Reviewing.Looked<Shadowed> => {
  const { rules, space, most } = reviewing
  const findings: Array<Shadowed> = []
  const unclaimed = new Reviewing.Unclaimed()
  const before = Grid.none(space.boxes.length)
  const wide = new Set<number>()
  for (const [index, rule] of rules.entries()) {
    const own = space.boxesOf[index]
    if (own === undefined) {
      unclaimed.add(Reviewing.tooManyRows, [index])
      wide.add(index)
      continue
    }
    const boxes = own.flatMap((at) => space.boxes[at] ?? [])
    const answer = shadow(reviewing, index, boxes, before)
    if (answer === "exhausted") unclaimed.add(Reviewing.exhausted, [index])
    else if (answer === "open") {
      const asking = [...own, ...Grid.members(before)]
      unclaimed.add(Reviewing.openness(reviewing, asking), [index])
    } else if (answer === "wide") unclaimed.add(Reviewing.tooManyRows, [index, ...wide])
    else if (answer !== "decides") {
      if (findings.length === most) unclaimed.add(Reviewing.more, [index])
      else {
        const by = shadows(reviewing, boxes, before)
        const witness = Reviewing.witness(reviewing, answer)
        findings.push({
          _tag: "Shadowed",
          rule: rule.id,
          by: Reviewing.ids(reviewing, by),
          witness,
        })
      }
    }
    for (const at of own) Grid.add(before, at)
  }
  return { findings, notAnalysed: unclaimed.of("shadowed", reviewing) }
}

/** Whether a rule decides on some subject; if surely on none, a point that it hits. */
const shadow = (
  reviewing: Reviewing.Reviewing,
  rule: number,
  boxes: ReadonlyArray<Space.Box>,
  before: Uint32Array,
): "decides" | "exhausted" | "open" | "wide" | ReadonlyArray<number> => {
  const { space, budget } = reviewing
  let isWide = false
  for (const box of boxes) {
    const region = Space.regionOf(space, box, false)
    const answer = Grid.uncovered(space.axes, region, before, budget)
    if (answer._tag === "Exhausted") return "exhausted"
    if (answer._tag === "Covered") continue
    const { subject, at } = Reviewing.witness(reviewing, answer.point)
    if (reviewing.hits(subject, at)[0] === rule) return "decides"
    isWide = true
  }
  if (isWide) return "wide"
  for (const box of boxes) {
    const region = Space.regionOf(space, box, true)
    const answer = Grid.uncovered(space.axes, region, before, budget)
    if (answer._tag === "Exhausted") return "exhausted"
    if (answer._tag === "Found") return "open"
  }
  const real = boxes.map((box) => Space.regionOf(space, box, false)).find(isReal)
  // A rule that hits nothing is not in the shadow of others.
  return real === undefined ? "decides" : real.map(([atom]) => atom ?? 0)
}

/** One rule that covers all of the boxes, or else rules before that do so together. */
const shadows = (
  { space, budget }: Reviewing.Reviewing,
  boxes: ReadonlyArray<Space.Box>,
  before: Uint32Array,
): Iterable<number> => {
  const regions = boxes.map((box) => Space.regionOf(space, box, true)).filter(isReal)
  const rivals = new Set<number>()
  for (const at of Grid.members(before)) {
    const rival = space.boxes[at]
    if (rival !== undefined && regions.some((region) => Space.meets(space, region, rival)))
      rivals.add(rival.rule)
  }
  const coverTogether = (rules: ReadonlyArray<number>): boolean => {
    const cover = Grid.none(space.boxes.length)
    for (const rule of rules) for (const at of space.boxesOf[rule] ?? []) Grid.add(cover, at)
    return regions.every(
      (region) => Grid.uncovered(space.axes, region, cover, budget)._tag === "Covered",
    )
  }
  const alone = [...rivals].find((rival) => coverTogether([rival]))
  if (alone !== undefined) return [alone]
  let together = [...rivals]
  for (const rival of together.length > mostThinned ? [] : together.toReversed()) {
    const without = together.filter((other) => other !== rival)
    if (coverTogether(without)) together = without
  }
  return together
}

/** Of more rules than this nobody asks which could be spared. */
const mostThinned = 32
