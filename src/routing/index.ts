/**
 * Routing: from which places a whole order is served, and why.
 *
 * @module
 */
export * as Availability from "./plan/Availability.ts"
export * as Candidate from "./plan/Candidate.ts"
export * as CarriageAsking from "./carriage/CarriageAsking.ts"
export * as CashOnDelivery from "./carriage/CashOnDelivery.ts"
export * as Distance from "./plan/Distance.ts"
export * as OrderQuestion from "./OrderQuestion.ts"
export * as Profile from "./Profile.ts"
export * as ProfilePosting from "./ProfilePosting.ts"
export * as Route from "./plan/Route.ts"
export * as RouteCarriage from "./carriage/RouteCarriage.ts"
export * as RouteChange from "./plan/RouteChange.ts"
export * as RouteKeeping from "./RouteKeeping.ts"
export * as RoutePlan from "./plan/RoutePlan.ts"
export * as RoutePosting from "./RoutePosting.ts"
export * from "./Router.ts"
export * as RouteReason from "./plan/RouteReason.ts"
export * from "./plan/RouteRefusal.ts"
export * as RouteRequest from "./plan/RouteRequest.ts"
export * as RouteShipment from "./carriage/RouteShipment.ts"
export * as RoutingCommand from "./RoutingCommand.ts"
export * as RoutingRecords from "./RoutingRecords.ts"
export * from "./RoutingRefusal.ts"
export * as Workdays from "./plan/Workdays.ts"
