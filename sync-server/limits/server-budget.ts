/**
 * What whoever runs this server lets all of its organizations spend together, in integer nano-dollars; `null` is
 * no limit. Owners cannot see or change it.
 */
export interface ServerBudget {
  dayNanoUsd: number | null;
  monthNanoUsd: number | null;
  /** Whom people may ask, in the operator's own words; `null`: nobody said. */
  operator: string | null;
}

interface BudgetSettings {
  PLAYGROUND_BUDGET_DAY?: number | undefined;
  PLAYGROUND_BUDGET_MONTH?: number | undefined;
  PLAYGROUND_OPERATOR?: string | undefined;
}

/** `null` where the environment sets no budget. */
export function serverBudgetOf(settings: BudgetSettings): ServerBudget | null {
  const {
    PLAYGROUND_BUDGET_DAY: day = null,
    PLAYGROUND_BUDGET_MONTH: month = null,
    PLAYGROUND_OPERATOR: operator = null
  } = settings;
  return day === null && month === null ? null : { dayNanoUsd: day, monthNanoUsd: month, operator };
}
