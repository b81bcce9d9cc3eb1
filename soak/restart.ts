import { restartUnderLoad } from '../sync-server/testing/restarts.ts';

/** `npm run soak -- restart [restarts] [clients]` */
export async function soak([restarts = '50', clients = '8']: string[]): Promise<void> {
  const report = await restartUnderLoad(Number(restarts), Number(clients));
  const { asked, byStatus, lost, doubled, calledTwice, wrong } = report;
  console.log(`${report.restarts} restarts, ${asked} runs asked for: ${JSON.stringify(byStatus)}`);
  console.log(
    `${lost} lost, ${doubled} doubled, ${calledTwice} called twice, ${wrong.length} wrong`
  );
  if (lost + doubled + calledTwice + wrong.length > 0)
    throw new Error(`A restart lost or doubled runs. ${wrong.slice(0, 5).join('; ')}`);
}
