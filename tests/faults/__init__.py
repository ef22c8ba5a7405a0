"""Kill -9 at random over all parts of the service while runs are submitted: nothing that was accepted may be lost."""
