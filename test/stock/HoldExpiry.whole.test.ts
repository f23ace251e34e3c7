import { describe, it } from "@effect/vitest"

import { endsAtOnce } from "./support/hotItem.ts"

describe("a hot item", { timeout: 180_000 }, () => {
  it.effect(
    "with 100,000 open holds that expire at once is exact, small, and read in a few records",
    () => endsAtOnce(100_000),
  )
})
