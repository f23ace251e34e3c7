/**
 * Rules as values: conditions over typed facts, compiled, explained and checked.
 *
 * @module
 */
export * as Check from "./Check.ts"
export * as Condition from "./Condition.ts"
export * as Conditions from "./Conditions.ts"
export * as DecisionTable from "./DecisionTable.ts"
export * as Engine from "./Engine.ts"
export * as Evidence from "./Evidence.ts"
export * as Fact from "./Fact.ts"
export * as Facts from "./Facts.ts"
export * as Interpreter from "./Interpreter.ts"
export * as Pattern from "./Pattern.ts"
export * as Rule from "./Rule.ts"
export * as RuleSet from "./RuleSet.ts"
export * as Step from "./Step.ts"
export * as Trace from "./Trace.ts"
export * as Truth from "./Truth.ts"
export * as Veil from "./Veil.ts"
export * from "./RuleRefusal.ts"
export * as Backtest from "./analysis/Backtest.ts"
export * as Confusion from "./analysis/Confusion.ts"
export * as Counterfactual from "./analysis/Counterfactual.ts"
export * as Finding from "./analysis/Finding.ts"
export * as Review from "./analysis/Review.ts"
export * as ReviewReport from "./analysis/ReviewReport.ts"
export * as Shadow from "./analysis/Shadow.ts"
