/** Plays the day of the smart-home company as a newcomer does: as a process of its own. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"

import { assert } from "@effect/vitest"

import type { Comparison } from "../../../examples/smart-home/comparison.ts"

const main = "examples/smart-home/main.ts"

/** What it prints. */
export const play = async (...args: ReadonlyArray<string>): Promise<string> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@entrepot/source", main, ...args],
    { maxBuffer: 10_000_000 },
  )
  return stdout
}

/** All counts together. */
export const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

/** What holds of each day, whatever its seed is. */
export const assertPromises = ({ before, after, stock, ...rest }: Comparison): void => {
  assert.isAtLeast(rest.ratio, 1.7)
  for (const { ratio } of rest.sensitivity) assert.isAtLeast(ratio, 1.7)
  for (const { right, wrong, unsent } of [before, after])
    assert.strictEqual(right + wrong + sum(unsent), rest.orders)

  // Nothing is lost or doubled, though every page was fed twice.
  assert.strictEqual(rest.ordersOnDesk, rest.orders)
  assert.strictEqual(rest.documents.known, rest.documents.news)
  assert.isAtLeast(rest.documents.news, rest.orders)
  assert.strictEqual(rest.told.facts, rest.told.different)
  assert.isAbove(rest.told.facts, 0)
  const { lost, doubled, oversold, wrongGoods, late } = after.errors
  assert.deepStrictEqual([lost, doubled, oversold, wrongGoods, late], [0, 0, 0, 0, 0])
  assert.isBelow(after.touches, before.touches)
  assert.isAtMost(after.wrong, before.wrong)

  assert.isNotEmpty(rest.held)
  for (const { rule, queue } of rest.held) assert.isTrue(rule !== "" && queue !== "")
  assert.strictEqual(rest.heldForNothing, 0)

  const { received, shipped, onHand, held, off } = stock.units
  assert.deepStrictEqual([received, held, off], [shipped + onHand, 0, []])
  assert.isAbove(shipped, 0)
  assert.isTrue(stock.audited)
  assert.deepStrictEqual(stock.screens.wrong, [])
  assert.isNotEmpty(stock.warnings)
  assert.isNotEmpty(stock.purchases)
}
