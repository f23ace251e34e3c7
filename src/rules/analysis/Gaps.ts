/**
 * Gaps: subjects that no rule hits. Pure.
 *
 * @module
 */
import type { Gap } from "./Finding.ts"
import * as Grid from "./Grid.ts"
import * as Reviewing from "./Reviewing.ts"
import * as Space from "./Space.ts"

/**
 * Finds a subject in no box, widens it to all subjects about it that are in none either, and looks on
 * beside them: so each gap is told once, and the gaps do not overlap.
 */
export const find = (reviewing: Reviewing.Reviewing): Reviewing.Looked<Gap> => {
  const { space, budget, most } = reviewing
  const findings: Array<Gap> = []
  const unclaimed = new Reviewing.Unclaimed()
  const boxes = Grid.all(space.boxes.length)
  const wide = space.boxesOf.flatMap((own, rule) => (own === undefined ? [rule] : []))
  const open = Space.everything(space, true)
  const regions = [Space.everything(space, false)]
  for (let region = regions.pop(); region !== undefined; region = regions.pop()) {
    const answer = Grid.uncovered(space.axes, region, boxes, budget)
    if (answer._tag === "Exhausted") unclaimed.add(Reviewing.exhausted, [])
    if (answer._tag !== "Found") continue
    if (findings.length === most) {
      unclaimed.add(Reviewing.more, [])
      break
    }
    const gap = widened(space, region, answer.point)
    const witness = Reviewing.witness(reviewing, answer.point)
    if (reviewing.hits(witness.subject, witness.at).length > 0)
      unclaimed.add(Reviewing.tooManyRows, wide)
    else
      findings.push({
        _tag: "Gap",
        facts: space.axes.flatMap(({ fact }, at) =>
          fact !== undefined && (gap[at]?.length ?? 0) < (open[at]?.length ?? 0) ? [fact] : [],
        ),
        witness,
      })
    regions.push(...beside(region, gap))
  }
  if (findings.length === 0 && unclaimed.isEmpty) {
    const answer = Grid.uncovered(space.axes, open, boxes, budget)
    if (answer._tag === "Exhausted") unclaimed.add(Reviewing.exhausted, [])
    else if (answer._tag === "Found") {
      const asking = space.boxes.flatMap(({ atoms }, box) =>
        space.axes.some(({ line }, at) => line.open !== undefined && atoms[at] !== undefined)
          ? [box]
          : [],
      )
      const rules = asking.map((box) => space.boxes[box]?.rule ?? 0)
      unclaimed.add(Reviewing.openness(reviewing, asking), rules)
    }
  }
  return { findings, notAnalysed: unclaimed.of("gap", reviewing) }
}

/** The widest part of a region about a point that no box meets, an axis at a time. */
const widened = (
  space: Space.Space,
  region: Grid.Region,
  point: ReadonlyArray<number>,
): Grid.Region => {
  const gap = point.map((atom) => [atom])
  for (const [at, axis] of space.axes.entries()) {
    let elsewhere = Grid.all(space.boxes.length)
    for (const [other, { admits }] of space.axes.entries()) {
      if (other === at) continue
      const met = Grid.none(space.boxes.length)
      for (const atom of gap[other] ?? []) Grid.join(met, admits[atom] ?? met)
      elsewhere = Grid.and(elsewhere, met)
    }
    gap[at] = (region[at] ?? []).filter(
      (atom) => !Grid.meets(elsewhere, axis.admits[atom] ?? elsewhere),
    )
  }
  return gap
}

/** What is left of a region without a part of it, as parts that do not overlap. */
const beside = (region: Grid.Region, part: Grid.Region): ReadonlyArray<Grid.Region> =>
  region.flatMap((atoms, axis) => {
    const rest = atoms.filter((atom) => part[axis]?.includes(atom) !== true)
    if (rest.length === 0) return []
    return [region.map((own, at) => (at < axis ? (part[at] ?? own) : at === axis ? rest : own))]
  })
