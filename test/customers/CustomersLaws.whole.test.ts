import { describe, it } from "@effect/vitest"

import { holdsIn } from "../kernel/law.ts"
import { isTheWhole, kept } from "./support/keeping.ts"

describe("customers as they are kept", () => {
  it("are those of the whole of what stands, in many worlds", async () => {
    await holdsIn(200)(isTheWhole(kept))
  }, 240_000)
})
