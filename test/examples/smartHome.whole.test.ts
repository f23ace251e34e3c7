import { assert, it } from "@effect/vitest"

import type { Comparison } from "../../examples/smart-home/comparison.ts"
import { assertPromises, play } from "./support/smartHome.ts"

it(
  "the smart-home company keeps its promises on a day of 1,000 orders",
  { timeout: 600_000 },
  async () => {
    const comparison: Comparison = JSON.parse(await play("--json"))
    assert.strictEqual(comparison.orders, 1_000)
    assertPromises(comparison)
    assert.isBelow(comparison.after.errorsPerThousand, comparison.before.errorsPerThousand)
  },
)
