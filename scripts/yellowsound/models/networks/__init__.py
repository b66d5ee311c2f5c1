"""Networks: the architectures that no library holds, and how the others are called."""
