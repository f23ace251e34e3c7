import { describe, it } from "@effect/vitest"

import { sameForAllOrders } from "./support/worlds.ts"

describe("who is who among two hundred records", () => {
  for (const guestShare of [0, 0.5, 0.8])
    it(`is the same for a thousand orders, where ${100 * guestShare} per cent are guests`, () => {
      sameForAllOrders(guestShare, 1_000)
    }, 120_000)
})
