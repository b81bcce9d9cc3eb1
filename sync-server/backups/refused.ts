/** A backup that cannot be made, believed or put back; the sentence says why and what to do. */
export class BackupRefused extends Error {}
