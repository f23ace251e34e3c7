import { countsTheSame } from "./support/retail.ts"

countsTheSame()
