import { t } from '../data/words.js';

const states = {
  connecting: () => t('The port is not open'), claiming: () => t('Waiting for a bus address'), discovering: () => t('Learning the parameters'), running: () => t('Running'),
  waiting: () => t('Waiting for the device'), starting: () => t('Starting'), failed: () => t('Could not be started'),
};

const fields = {
  frames_received: () => t('Frames received'), frames_sent: () => t('Frames sent'), bytes_received: () => t('Bytes received'), bytes_skipped: () => t('Bytes skipped'),
  checksum_errors: () => t('Checksum errors'), timeouts: () => t('Requests without an answer'), retries: () => t('Requests repeated'), requests: () => t('Requests'),
  unmatched_answers: () => t('Answers that fit no request'), echoes: () => t('Own frames echoed by the adapter'), lines_lost: () => t('Port lost'),
  adapter_delay_ms: () => t('Adapter delay, ms'), answer_timeout_ms: () => t('Answer timeout, ms'), gap_ms: () => t('Gap before a frame, ms'),
  crc_errors: () => t('Checksum errors'), exceptions: () => t('Requests refused'), reads: () => t('Reads'), writes: () => t('Writes'),
};

export const stateTitle = state => states[state]?.() ?? state;

/** A field that has no words yet is told as the API writes it. */
export const fieldTitle = name => fields[name]?.() ?? name.replaceAll('_', ' ');
