declare global {
  namespace App {
    interface PageState {
      /** A layer pushed over the workspace on a phone: Back closes it instead of leaving. */
      layer?: 'conversation' | 'preview' | 'client';
    }
  }
}

export {};
