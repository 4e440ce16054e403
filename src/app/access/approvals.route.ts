/** The approval desk over HTTP. */
import { approvalDecided, approvalDecision, approvalList, approvalParams } from '../../records/approval.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { decideApproval, findApprovals } from './approvals.store.ts';

const route = routesFor<StoreContext>();

export const approvalRoutes = [
  route({
    method: 'GET',
    path: '/api/approvals',
    scope: 'read',
    permission: 'approval.read',
    summary: 'Requests for a second person, newest first, with what was decided',
    response: approvalList,
    handle: async (ctx, { caller }) => ({ approvals: await findApprovals(ctx, caller) }),
  }),
  route({
    method: 'POST',
    path: '/api/approvals/:id/decision',
    scope: 'manage',
    permission: 'approval.decide',
    summary: "Approve or refuse another person's request",
    params: approvalParams,
    body: approvalDecision,
    response: approvalDecided,
    async handle(ctx, { params, body, caller }) {
      await decideApproval(ctx, { approvalId: params.id, ...body, caller });
      return { approvalId: params.id, approved: body.approve };
    },
  }),
];
