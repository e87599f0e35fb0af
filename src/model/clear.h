/* Forgets the macros of the .def files; included after each walk over resources.def. No include guard on purpose. */
#undef RESOURCE
#undef FIELD
#undef MOVES
#undef TRANSITION
#undef UNIQUE_KEY
#undef END_RESOURCE
