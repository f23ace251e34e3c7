/**
 * Overlaps: two rules that hit one subject, where the policy wants one rule or one outcome. Pure.
 *
 * @module
 */
import { Equal } from "effect"

import type { Overlap } from "./Finding.ts"
import * as Grid from "./Grid.ts"
import * as Reviewing from "./Reviewing.ts"
import * as Space from "./Space.ts"

/**
 * Finds them for each pair of rules, with a witness. Two boxes meet where they meet on each axis; so
 * the boxes that meet one box are the AND over its axes of the OR over its atoms, on bitsets.
 */
export const find = (
  reviewing: Reviewing.Reviewing,
  sameOutcomesMayMeet: boolean,
): Reviewing.Looked<Overlap> => {
  const { rules, space, budget, most } = reviewing
  const { boxes, boxesOf } = space
  const findings: Array<Overlap> = []
  const unclaimed = new Reviewing.Unclaimed()
  const real = realBoxes(space)
  for (const [index, rule] of rules.entries()) {
    const own = boxesOf[index]
    if (own === undefined) {
      unclaimed.add(Reviewing.tooManyRows, [index])
      continue
    }
    const sure = new Map<number, Grid.Region>()
    const possible = new Map<number, ReadonlyArray<number>>()
    for (const at of own) {
      const box = boxes[at]
      if (box === undefined) continue
      if (budget.left <= 0) {
        unclaimed.add(Reviewing.exhausted, [index])
        break
      }
      const isRival = (other: Space.Box): boolean =>
        other.rule > index &&
        !sure.has(other.rule) &&
        !(sameOutcomesMayMeet && Equal.equals(rule.outcome, rules[other.rule]?.outcome))
      for (const met of Grid.members(meeting(space, box, budget))) {
        const other = boxes[met]
        if (other === undefined || !isRival(other)) continue
        if (Grid.has(real, at) && Grid.has(real, met)) {
          const both = common(space, box, other)
          if (both.every((atoms) => atoms.length > 0)) {
            sure.set(other.rule, both)
            continue
          }
        }
        possible.set(other.rule, [at, met])
      }
    }
    for (const [other, both] of sure) {
      if (findings.length >= most) unclaimed.add(Reviewing.more, [index, other])
      else
        findings.push({
          _tag: "Overlap",
          rules: [rule.id, rules[other]?.id ?? ""],
          witness: Reviewing.witness(
            reviewing,
            both.map(([atom]) => atom ?? 0),
          ),
        })
    }
    for (const [other, met] of possible)
      if (!sure.has(other)) unclaimed.add(Reviewing.openness(reviewing, met), [index, other])
  }
  return { findings, notAnalysed: unclaimed.of("overlap", reviewing) }
}

/** The boxes that some subject of the listed values is in. */
const realBoxes = (space: Space.Space): Uint32Array => {
  const real = Grid.none(space.boxes.length)
  for (const [at, box] of space.boxes.entries())
    if (Space.regionOf(space, box, false).every((atoms) => atoms.length > 0)) Grid.add(real, at)
  return real
}

/** The boxes that meet a box on each axis whose values are all listed. */
const meeting = (space: Space.Space, box: Space.Box, budget: Grid.Budget): Uint32Array => {
  let met = Grid.all(space.boxes.length)
  for (const [at, { admits, line, atoms }] of space.axes.entries()) {
    if (line.open !== undefined) continue
    const here = Grid.none(space.boxes.length)
    const admitted = box.atoms[at]
    for (const atom of atoms)
      if (admitted === undefined || Grid.has(admitted, atom)) {
        budget.left--
        Grid.join(here, admits[atom] ?? here)
      }
    met = Grid.and(met, here)
  }
  return met
}

/** The listed atoms of two boxes. */
const common = (space: Space.Space, left: Space.Box, right: Space.Box): Grid.Region =>
  Space.regionOf(space, left, false).map((atoms, at) => {
    const admitted = right.atoms[at]
    return admitted === undefined ? atoms : atoms.filter((atom) => Grid.has(admitted, atom))
  })
