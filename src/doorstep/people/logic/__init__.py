"""What people decide without a computer: kinds and words, names as they are searched, likeness. Pure."""
