import { countsTheSame } from "./support/retail.ts"

// All of it takes longer than there is time for here: see retail.whole.test.ts.
countsTheSame(60_000)
